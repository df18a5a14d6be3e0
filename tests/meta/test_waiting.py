"""The helper all waits go through."""

from __future__ import annotations

import ast
from itertools import count

import pytest

from tests.infra.support.waiting import wait_until
from tests.meta.files import functions, listing, name_of, python_files


def test_it_returns_the_accepted_state() -> None:
    """What was waited for is handed back."""
    numbers = count()

    assert wait_until(lambda: next(numbers), lambda n: n == 3, seconds=5, what="three", poll=0) == 3


def test_it_fails_with_the_last_state() -> None:
    """At the deadline the message has what was waited for and what was seen instead."""
    with pytest.raises(AssertionError, match=r"the moon: not within 0 s .*Last state: 'cheese'"):
        wait_until(lambda: "cheese", lambda s: s == "moon", seconds=0, what="the moon")


def test_it_looks_at_least_once() -> None:
    """Without any time left the present state still counts."""
    assert wait_until(lambda: "now", seconds=0, what="now") == "now"


def calls(function: ast.AST) -> set[str]:
    """What a function calls, as it is written."""
    return {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}


def test_nothing_sleeps_without_a_deadline() -> None:
    """Tests wait for a state; none sleeps for a time somebody guessed. Whoever sleeps looks at a clock too."""
    guessing = [
        f"{name_of(path)}::{function.name}"
        for path in python_files()
        if "tests/" in name_of(path)
        for function in functions(path)
        if "time.sleep" in calls(function) and "time.monotonic" not in calls(function)
    ]

    assert not guessing, listing(guessing)
