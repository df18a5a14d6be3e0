"""What is said of a finding, as it was when it was said."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import timezone

from monitoring.models import Finding


class Change(StrEnum):
    """What happened to it."""

    OPENED = "opened"
    WORSE = "worse"
    BETTER = "recovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Kept in Notice.events; times are ISO 8601."""

    change: Change
    level: str
    key: str
    what: str
    since: str
    closed: str
    measured: float
    threshold: float | None
    unit: str
    runbook: str

    @classmethod
    def of(cls, finding: Finding, change: Change) -> "Event":
        """As the finding is now."""
        return cls(
            change=change, level=finding.level, key=finding.key, what=finding.what, since=finding.since.isoformat(),
            closed=finding.closed_at.isoformat() if finding.closed_at else "", measured=finding.measured,
            threshold=finding.threshold, unit=finding.unit, runbook=finding.runbook,
        )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """For the row."""
        return asdict(self)

    @property
    def urgent(self) -> bool:
        """Whether somebody should get up for it."""
        return self.level == "critical" and self.change is not Change.BETTER

    @property
    def heading(self) -> str:
        """`CRITICAL`, `WARNING`, `RECOVERED`."""
        return "RECOVERED" if self.change is Change.BETTER else self.level.upper()

    @property
    def figures(self) -> str:
        """How bad, in numbers: `97 % (limit 95 %)`."""
        unit = f" {self.unit}" if self.unit else ""
        limit = "" if self.threshold is None else f" (limit {self.threshold:g}{unit})"
        return f"{self.measured:g}{unit}{limit}"

    @property
    def when(self) -> str:
        """Since when, and for how long."""
        since = datetime.fromisoformat(self.since)
        until = datetime.fromisoformat(self.closed) if self.closed else timezone.now()
        lasted = timedelta(seconds=round(max(0.0, (until - since).total_seconds())))
        if self.closed:
            return f"from {since:%Y-%m-%d %H:%M:%S} to {until:%H:%M:%S} UTC ({lasted})"
        return f"since {since:%Y-%m-%d %H:%M:%S} UTC ({lasted})"

    @property
    def link(self) -> str:
        """Of the runbook."""
        return f"{settings.ALERT_RUNBOOK_URL}{self.runbook}.md"


def events_of(rows: list[dict[str, Any]]) -> list[Event]:
    """From a notice's row, the worst first, what is over last."""
    events = [Event(**{**row, "change": Change(row["change"])}) for row in rows]
    return sorted(events, key=lambda event: (event.change is Change.BETTER, event.level != "critical", event.since))


def title_of(events: list[Event]) -> str:
    """One line for all of them."""
    first = events[0]
    more = f" and {len(events) - 1} more" if len(events) > 1 else ""
    what = first.what if len(first.what) <= 100 else first.what[:99] + "…"
    return f"[{first.heading}] {what}{more}"
