"""One line of the report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

OK, WARN, STOP = "ok", "warn", "stop"
Seen = dict[str, Any]


@dataclass(frozen=True)
class Check:
    """What was looked at and how it is.

    Attributes:
        status: ok, warn or stop.
        where: the thing, by a name that a person can look for.
        what: what was seen.
        then: what would happen; empty when it is well.
        fix: what to do about it; empty when it is well.
        always: stops also where the shop serves nobody, because the deploy could not succeed.
    """

    status: str
    where: str
    what: str
    then: str = ""
    fix: str = ""
    always: bool = False


def unknown(
    where: str, what: str, fix: str = "look at it yourself, or go on: it may be what the deploy repairs"
) -> Check:
    """Something could not be asked. Never a stop: the deploy may be the repair."""
    return Check(WARN, where, f"could not be checked: {what}", "a fault there would not be seen", fix)


def answered(asked: Seen) -> Any:
    """The JSON that a command printed, None where it failed or printed something else."""
    if asked.get("rc", 1) != 0:
        return None
    try:
        return json.loads(asked.get("stdout", ""))
    except ValueError:
        return None


def complaint(asked: Seen) -> str:
    """The last line of what a command that failed had to say."""
    text = asked.get("stderr") or asked.get("stdout") or asked.get("msg") or ""
    lines = [line for line in text.strip().splitlines() if not line.startswith("command terminated with")]
    return lines[-1][:300] if lines else f"no answer (status {asked.get('rc', 'none')})"
