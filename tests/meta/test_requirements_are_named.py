"""Requirements of the guide are named by the tests that hold them, so that a gap can be seen."""

from __future__ import annotations

import ast
import re

from tests.meta.files import cases_in, name_of, python_files, tree_of

# The guide's areas and how many requirements each has: web, database, cache, queues, monitoring, shop, operations.
AREAS = {"W": 5, "D": 8, "C": 9, "Q": 6, "M": 7, "S": 3, "O": 5}
EVERY = {f"{area}{number}" for area, count in AREAS.items() for number in range(1, count + 1)}
ID = re.compile(r"\b([WDCQMSO])(\d{1,2})\b")
# Not built yet, each with what stands in its place today. An entry that a test names after all fails.
LATER: dict[str, str] = {
    "O3": "the load benchmark and its report",
}


def named() -> dict[str, set[str]]:
    """Requirement to the files whose tests name it, in a test's or a module's docstring."""
    found: dict[str, set[str]] = {}
    for path in python_files():
        tests = cases_in(path)
        texts = [ast.get_docstring(test) or "" for test in tests]
        if tests:
            texts.append(ast.get_docstring(tree_of(path)) or "")
        for area, number in (match for text in texts for match in ID.findall(text)):
            found.setdefault(f"{area}{number}", set()).add(name_of(path))
    return found


def test_every_requirement_is_held_by_a_test_or_put_off() -> None:
    """Each of the guide's requirements is named by a test, or stands in the list of what comes later, never in both."""
    held = set(named())

    assert EVERY - held - set(LATER) == set()
    assert set(LATER) & held == set(), "built meanwhile: take it off the list"


def test_no_test_names_a_requirement_that_does_not_exist() -> None:
    """A number with a typing error would hide a gap."""
    assert {number: sorted(files) for number, files in named().items() if number not in EVERY} == {}


def test_every_verification_names_what_it_verifies() -> None:
    """Each test of the running platform names a requirement, a target (T), or the design."""
    silent = [
        f"{name_of(path)}::{test.name}"
        for path in python_files()
        if "tests/infra/" in str(path)
        for test in cases_in(path)
        if not re.search(r"\(.*(\b[WDCQMSO]\d\b|\bT\b|design|issue)", ast.get_docstring(test) or "")
    ]

    assert silent == []
