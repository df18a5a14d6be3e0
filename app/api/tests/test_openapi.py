"""The API's document: complete, committed, and true."""

import json
import re

import pytest
from django.core.management import call_command

from api.links import LINKS
from api.management.commands import export_openapi
from api.problems import MEDIA_TYPE
from api.views import document

SCHEMA = json.loads(document())
OPERATIONS = [
    (path, method, operation) for path, methods in SCHEMA["paths"].items() for method, operation in methods.items()
]
IDS = [operation["operationId"] for _, _, operation in OPERATIONS]


def test_the_committed_document_is_the_codes():
    """`manage.py export_openapi` renews it; a reader of the repository sees the API there is."""
    call_command("export_openapi", check=True)


def test_a_document_that_drifted_is_noticed(tmp_path, monkeypatch):
    """The check fails on another document, and on none; the export mends it."""
    committed = tmp_path / "openapi.json"
    monkeypatch.setattr(export_openapi, "COMMITTED", committed)
    for _ in ("absent", "another"):
        with pytest.raises(SystemExit, match="export_openapi"):
            call_command("export_openapi", check=True)
        committed.write_text("{}")
    call_command("export_openapi")
    call_command("export_openapi", check=True)


def test_the_served_document_is_the_committed_one(site):
    """And every cache may keep it."""
    answer = site.get("/api/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.content == export_openapi.COMMITTED.read_bytes()
    assert answer["Cache-Control"].startswith("public")
    assert json.loads(answer.content)["openapi"].startswith("3.1")


def test_operation_ids_are_names_and_unique():
    """Generated clients make functions of them."""
    assert len(set(IDS)) == len(IDS)
    assert [name for name in IDS if not name.isidentifier()] == []


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_an_operation_says_what_it_does_and_every_way_it_can_end(path, method, operation):
    """Summary, description, tags, who may call it; each error refers to a problem with an example."""
    assert operation["summary"]
    assert len(operation["description"]) > 20
    assert operation["tags"]
    assert operation["security"]
    responses = operation["responses"]
    assert {"422", "429", "500"} <= set(responses)
    if "requestBody" in operation:
        assert {"400", "413", "415"} <= set(responses)
    for status, response in responses.items():
        if status >= "400":
            name = response["$ref"].rpartition("/")[2]
            [(media, content)] = SCHEMA["components"]["responses"][name]["content"].items()
            assert media == MEDIA_TYPE
            assert content["example"]["status"] == int(status)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_every_text_that_is_taken_has_a_limit(path, method, operation):
    """Parameters and bodies: a string has a length or a closed list, a number a range, a list a size."""
    wanted = [parameter["schema"] for parameter in operation.get("parameters", [])]
    body = operation.get("requestBody")
    if body:
        wanted.append(body["content"]["application/json"]["schema"])
    assert [found for part in wanted for found in _unlimited(part)] == []


def _unlimited(part):
    if "$ref" in part:
        part = SCHEMA["components"]["schemas"][part["$ref"].rpartition("/")[2]]
    for inner in (*part.get("anyOf", []), *part.get("allOf", []), *part.get("properties", {}).values()):
        yield from _unlimited(inner)
    kind = part.get("type")
    if (kind == "string" and not {"maxLength", "enum", "const"} & part.keys() and part.get("format") != "uuid") or (
        kind in ("integer", "number") and not ({"minimum", "exclusiveMinimum"} & part.keys() and "maximum" in part)
    ):
        yield part
    if kind == "array":
        if "maxItems" not in part:
            yield part
        yield from _unlimited(part["items"])
    if kind == "object" and part.get("additionalProperties") is not False:
        yield part


def test_links_lead_to_operations_and_name_their_parameters():
    """Each is one of another operation's parameters in its path, and all of those are given (S1, S2)."""
    paths = {operation["operationId"]: path for path, _, operation in OPERATIONS}
    for link in LINKS:
        needed = set(re.findall(r"{(\w+)}", paths[link.target]))
        assert set(link.parameters) == needed, link
        successes = [
            answer
            for _, _, operation in OPERATIONS
            if operation["operationId"] == link.source
            for status, answer in operation["responses"].items()
            if status.startswith("2")
        ]
        assert successes
        assert all(answer["links"][link.name]["operationId"] == link.target for answer in successes), link
