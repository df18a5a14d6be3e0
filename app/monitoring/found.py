"""What a look has found, before it is compared with what was known."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from monitoring.models import Level

#: characters of a sentence and of a key in their columns
WHAT_LENGTH, KEY_LENGTH = 500, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that is wrong. The same `key` next time is the same trouble."""

    key: str
    level: Level
    what: str
    measured: float
    threshold: float | None
    unit: str
    runbook: str


@dataclass(slots=True)
class Look:
    """What a monitor saw: figures for the snapshot, and what is wrong."""

    data: dict[str, Any] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)

    def hold(
        self, measure: str, measured: float | None, *, key: str, what: str, runbook: str, unit: str = "",
        below: bool = False,
    ) -> None:  # fmt: skip
        """Hold a figure against MONITOR_THRESHOLDS[measure]; at or past one, it is found. None says nothing."""
        if measured is None:
            return
        warning, critical = settings.MONITOR_THRESHOLDS[measure]
        for level, limit in ((Level.CRITICAL, critical), (Level.WARNING, warning)):
            if limit is not None and (measured < limit if below else measured >= limit):
                self.find(level, key=key, what=what, runbook=runbook, measured=measured, threshold=limit, unit=unit)
                return

    def find(
        self, level: Level, *, key: str, what: str, runbook: str, measured: float = 1.0, threshold: float | None = None,
        unit: str = "",
    ) -> None:  # fmt: skip
        """Something is wrong."""
        one = Found(
            key=key[:KEY_LENGTH], level=level, what=what[:WHAT_LENGTH], measured=round(float(measured), 3),
            threshold=threshold, unit=unit, runbook=runbook,
        )  # fmt: skip
        self.found.append(one)

    def add(self, other: "Look") -> None:
        """Everything another look saw."""
        self.data |= other.data
        self.found += other.found


def percent(part: float | None, whole: float | None) -> float | None:
    """0 to 100; None where it cannot be said."""
    return None if part is None or not whole else round(100 * part / whole, 2)


def grown(now: Any, before: Any) -> float | None:
    """How much a counter has grown; after a reset what it shows; None without an earlier look."""
    if now is None or before is None:
        return None
    return float(now) - float(before) if now >= before else float(now)
