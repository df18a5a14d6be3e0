"""What is said about a key of the environment that is missing or malformed."""

from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError


def where(name: str, secret: Path | None) -> str:
    """Where the key is looked for."""
    if not name:
        return "combination of keys"
    return f"secret file {secret}" if secret else f"environment variable {name.upper()}"


def how_to_fix(name: str, kind: str, secret: Path | None) -> str:
    """What to do about a problem of pydantic's `kind`."""
    if not name:
        return "Change one of the keys named."
    verb = "Provide" if kind == "missing" else "Correct"
    home = "the Secret mounted there" if secret else "the stack file's value it is rendered from"
    return f"{verb} it in {home}."


def report(error: ValidationError, secret_in: Callable[[str], Path | None]) -> str:
    """One line a problem: where, what, how to fix. Values of keys are never shown. `secret_in`: a key's secret file."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        what = problem["msg"].removeprefix("Value error, ")
        lines.append(f"  {where(name, secret_in(name))}: {what}. {how_to_fix(name, problem['type'], secret_in(name))}")
    plural = "problem" if len(lines) == 1 else "problems"
    head = f"{len(lines)} {plural} in the app's environment; the process does not start:"
    return "\n".join([head, *sorted(lines)])
