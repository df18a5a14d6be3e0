"""Tests that never run prove nothing: each test-like file is collected, and no test hides another."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.meta.files import ROOT, cases_in, name_of, python_files

# Runs in its own image and by its own configuration; tests/app runs it.
APP = ROOT / "app"
COLLECT_SECONDS = 180
QUIET = ("-p", "no:cacheprovider")


def files_with_tests() -> list[Path]:
    """Files that define a test."""
    return [path for path in python_files() if cases_in(path)]


@pytest.fixture(scope="module")
def collected() -> set[str]:
    """Node ids of what pytest collects from the root of the checkout, without parameters."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        "-m",
        "live or not live",
        "-p",
        "no:cacheprovider",
    ]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=COLLECT_SECONDS)
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]
    return {line.partition("[")[0] for line in ran.stdout.splitlines() if "::" in line}


def test_every_test_is_collected(collected: set[str]) -> None:
    """Each function named like a test, in any Python file outside the app, is found by plain `pytest`."""
    wanted = {
        f"{name_of(path)}::{function.name}"
        for path in files_with_tests()
        if APP not in path.parents
        for function in cases_in(path)
    }
    found = {f"{node.partition('::')[0]}::{node.rpartition('::')[2]}" for node in collected}
    drills = {name for name in wanted if "/drills/" in name}

    assert len(wanted) > 100
    assert wanted - found - drills == set()


def test_every_drill_is_collected_by_its_name() -> None:
    """Drills are left out of plain runs and found when asked for."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "destructive", "-p", "no:cacheprovider"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=COLLECT_SECONDS)
    drills = {path for path in files_with_tests() if path.parent.name == "drills"}

    assert drills
    assert {name_of(path) for path in drills} <= {line.partition("::")[0] for line in ran.stdout.splitlines()}


def test_the_apps_tests_are_where_its_configuration_looks() -> None:
    """Each test of the app lies in a file that its pytest.ini collects."""
    parser = ConfigParser()
    parser.read(APP / "pytest.ini")
    patterns = parser["pytest"]["python_files"].split()
    mine = [path for path in files_with_tests() if APP in path.parents]
    stray = [name_of(path) for path in mine if not any(path.match(pattern) for pattern in patterns)]

    assert mine
    assert stray == []


def test_no_test_hides_another() -> None:
    """A second function of the same name replaces the first without a word."""
    hidden = {
        name_of(path): names
        for path in files_with_tests()
        if (names := [name for name, count in Counter(f.name for f in cases_in(path)).items() if count > 1])
    }

    assert hidden == {}


def test_every_test_states_its_promise() -> None:
    """The docstring of a test says what holds when it passes; failure reports are read by people."""
    silent = [f"{name_of(path)}::{f.name}" for path in files_with_tests() for f in cases_in(path) if not _docstring(f)]

    assert silent == []


def _docstring(function: object) -> str:
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    return ast.get_docstring(function) or ""
