"""Files and functions stay small enough to be read at once."""

from __future__ import annotations

from tests.meta.files import functions, name_of, python_files

FILE_LINES = 200
FUNCTION_LINES = 60
# File, or file::function, to the reason it is longer. An entry that is no longer needed fails the test.
LONGER: dict[str, str] = {}


def test_no_file_is_too_long() -> None:
    """At most 200 lines a Python file, but for those with a reason."""
    long = {name_of(p): n for p in python_files() if (n := len(p.read_text().splitlines())) > FILE_LINES}
    excused = {name for name in LONGER if "::" not in name}

    assert {name: lines for name, lines in long.items() if name not in excused} == {}
    assert excused - set(long) == set(), "no longer needed"


def test_no_function_is_too_long() -> None:
    """At most 60 lines a function, its docstring included, but for those with a reason."""
    long = {
        f"{name_of(path)}::{function.name}": lines
        for path in python_files()
        for function in functions(path)
        if (lines := (function.end_lineno or function.lineno) - function.lineno + 1) > FUNCTION_LINES
    }
    excused = {name for name in LONGER if "::" in name}

    assert {name: lines for name, lines in long.items() if name not in excused} == {}
    assert excused - set(long) == set(), "no longer needed"


def test_every_exemption_has_a_reason() -> None:
    """Being longer is allowed for a reason only."""
    assert all(len(reason) > 20 for reason in LONGER.values())
