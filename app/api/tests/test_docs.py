"""The API's page for people: complete, and free of what the policy forbids (O5)."""

import re

from api.problems import Problem
from api.tests.test_openapi import OPERATIONS


def test_the_page_has_every_operation_and_every_problem(transactional_db, site):
    """Each operation under its id; each problem under the anchor its `type` names."""
    answer = site.get("/api/v1/docs")
    assert answer.status_code == 200
    html = answer.content.decode()
    for path, method, operation in OPERATIONS:
        assert f'id="{operation["operationId"]}"' in html
        assert f"<code>{method.upper()} {path}</code>" in html
    for kind in Problem:
        address, _, anchor = kind.value.type.partition("#")
        assert address == "/api/v1/docs"
        assert f'id="{anchor}"' in html
    assert len(re.findall(r' id="([^"]+)"', html)) == len(set(re.findall(r' id="([^"]+)"', html)))


def test_the_page_needs_no_inline_code_and_no_other_host(transactional_db, site):
    """Every cache may keep it, and the shop's policy allows all of it."""
    answer = site.get("/api/v1/docs")
    html = answer.content.decode()
    assert answer["Cache-Control"].startswith("public")
    assert not re.findall(r"<script(?![^>]* src=)|<style| style=| on\w+=", html)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
