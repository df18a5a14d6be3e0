"""docs/monitoring.md says what programs get of the dashboard: every member, and no other (M6)."""

from __future__ import annotations

import ast
import re

import pytest

from tests.meta.files import ROOT

DASHBOARD = ROOT / "app" / "dashboard"
DOCUMENT = (ROOT / "docs" / "monitoring.md").read_text()
#: a row of the table: names in the first column, what they are in the second
ROW = re.compile(r"^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \| (.+) \|$", re.MULTILINE)
NAME = re.compile(r"`([a-z_]+)`")
TYPE = re.compile(r"^type .*$", re.MULTILINE)
#: values that are written like names
VALUES = {"ok", "warn", "bad", "unknown", "percent", "seconds", "bytes", "deploy", "scaling", "failover"}


def members(file: str, function: str) -> set[str]:
    """Keys of the dictionary that a function returns, and of those within it."""
    # The app's Python knows `type` statements, the one that runs this may not.
    tree = ast.parse(TYPE.sub("", (DASHBOARD / file).read_text()))
    (found,) = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == function]
    (answer,) = [node.value for node in ast.walk(found) if isinstance(node, ast.Return)]
    assert isinstance(answer, ast.Dict)
    return {key.value for key in answer.keys if isinstance(key, ast.Constant)}


def rows() -> dict[str, str]:
    """Of the table of members: each name and what is said of it."""
    table = DOCUMENT.partition("| member | what |")[2].partition("\n\n")[0]
    return {name: text for names, text in ROW.findall(table) for name in NAME.findall(names)}


def test_every_member_of_a_page_is_in_the_table() -> None:
    """And the table has no member that is not sent (M6)."""
    assert set(rows()) == members("selectors.py", "_report")


@pytest.mark.parametrize(
    ("member", "file", "function", "more"),
    [
        ("panels", "selectors.py", "_panel", {"name", "last", "min", "max", "values"}),
        ("open", "trouble.py", "trouble", set()),
    ],
)
def test_every_part_of_a_member_is_named(member: str, file: str, function: str, more: set[str]) -> None:
    """What a panel and an open matter consist of (M6)."""
    named = set(NAME.findall(rows()[member]))

    assert named - VALUES == (members(file, function) | more) - VALUES
