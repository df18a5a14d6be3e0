"""What the monitors say (monitoring.models): open findings, and the last snapshot of each. One query each."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from dashboard.known import Table
from dashboard.series import clean
from dashboard.trouble import Trouble, trouble
from monitoring.models import Kind, Level, Snapshot
from monitoring.selectors import open_findings

#: a monitor that has looked at nothing for longer has nothing to say
FRESH = timedelta(minutes=30)
MOST_ROWS = 40
MOST_FINDINGS = 500
#: ends the title of a table
SEEN = "what the monitor saw last"
RUNBOOK = "docs/runbooks/{}.md"
#: of the figures of a snapshot, what stands in a table: their name in it and the heading
COLUMNS = {
    "cpu_percent": "Processor %",
    "memory_percent": "Memory %",
    "throttled_percent": "Held back %",
    "disk_percent": "Disk %",
    "connected_clients": "Clients",
    "hit_percent": "Found %",
    "mem_fragmentation_ratio": "Held for used",
    "evicted_keys": "Evicted",
}


def findings() -> list[Trouble]:
    """What the monitors hold to be wrong: one query."""
    return [
        trouble(
            "bad" if finding.level == Level.CRITICAL else "warn",
            finding.what,
            since=finding.since.isoformat(timespec="seconds"),
            runbook=RUNBOOK.format(finding.runbook),
            by="monitor",
        )
        for finding in open_findings()[:MOST_FINDINGS]
    ]


def seen(pages: list[str]) -> list[Table]:
    """The last snapshot of each monitor, as tables: one query."""
    newest = (
        Snapshot.objects.filter(kind__in=[kind for kind in Kind if kind.value in pages], at__gt=timezone.now() - FRESH)
        .order_by("kind", "-at")
        .distinct("kind")
    )
    return [table for snapshot in newest for table in _tables(snapshot)]


def _tables(snapshot: Snapshot) -> list[Table]:
    head = {
        "title": f"{Kind(snapshot.kind).label}: {SEEN}",
        "at": snapshot.at.isoformat(timespec="seconds"),
    }
    things = next((value for value in snapshot.data.values() if _is_table(value)), None)
    if things is not None:
        used = [name for name in COLUMNS if any(name in one for one in things.values())]
        rows = [[clean(name), *(_cell(one.get(column)) for column in used)] for name, one in things.items()]
        return [head | {"columns": ["Name", *(COLUMNS[name] for name in used)], "rows": rows[:MOST_ROWS]}]
    plain = [[clean(name.replace("_", " ")), _cell(value)] for name, value in snapshot.data.items() if _is_plain(value)]
    return [head | {"columns": ["Figure", "Value"], "rows": plain[:MOST_ROWS]}] if plain else []


def _is_table(value: Any) -> bool:
    if not (isinstance(value, dict) and all(isinstance(one, dict) for one in value.values())):
        return False
    return any(COLUMNS.keys() & one.keys() for one in value.values())


def _is_plain(value: Any) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return "–" if value is None else clean(value)
