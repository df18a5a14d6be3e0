"""What changed: releases, numbers of pods and the primary, read from how their metrics went."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dashboard import scale
from dashboard.series import Series, read
from dashboard.spans import Span

#: shown, the newest first
MOST = 12
#: series looked at
SERIES = 60

RELEASES, QUEUES, PODS, PRIMARY = "changes_releases", "changes_queues", "changes_pods", "changes_primary"
#: question and the label that names a series
QUERIES = {
    RELEASES: ("count by (release) (shop_release_info)", "release"),
    QUEUES: ("max by (queue) (celery_queue_replicas)", "queue"),
    PODS: ('count by (component) (up{job=~"web|edge"} == 1)', "component"),
    PRIMARY: ("max by (instance) (cnpg_pg_replication_in_recovery == bool 0)", "instance"),
}


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Unix seconds of the first point that showed it, what kind it is, and one sentence."""

    at: float
    kind: str
    what: str


def found(data: dict[str, Any], span: Span, start: int) -> list[Change]:
    """Of the answers to QUERIES, as far as they came, the newest first. Raises ValueError for what is no answer."""
    lines = {
        key: read(data[key], span, start, label=label, most=SERIES)
        for key, (_, label) in QUERIES.items()
        if key in data
    }
    changes = [
        *(_Clock(span, start).releases(lines.get(RELEASES, []))),
        *(_Clock(span, start).numbers(lines.get(QUEUES, []), "workers of {}")),
        *(_Clock(span, start).numbers(lines.get(PODS, []), "pods of {}")),
        *(_Clock(span, start).primaries(lines.get(PRIMARY, []))),
    ]
    return sorted(changes, reverse=True)[:MOST]


@dataclass(frozen=True, slots=True)
class _Clock:
    span: Span
    start: int

    def at(self, place: int) -> float:
        return float(self.start + place * self.span.step)

    def releases(self, lines: list[Series]) -> Iterator[Change]:
        """A release that was not there at the beginning, while another was."""
        old = any(line.values[0] is not None for line in lines)
        for line in lines:
            first = next(place for place, value in enumerate(line.values) if value is not None)
            if first and old:
                yield Change(self.at(first), "deploy", f"Release {line.name} began to run")

    def numbers(self, lines: list[Series], words: str) -> Iterator[Change]:
        """A number that differs from the one before."""
        for line in lines:
            before = None
            for place, value in enumerate(line.values):
                if value is None:
                    continue
                if before is not None and value != before:
                    what = f"{words.format(line.name)}: {scale.text(before, '')} → {scale.text(value, '')}"
                    yield Change(self.at(place), "scaling", what[0].upper() + what[1:])
                before = value

    def primaries(self, lines: list[Series]) -> Iterator[Change]:
        """Another instance takes writes. Moments with none, or with two, are no change yet."""
        before = None
        for place in range(self.span.points):
            now = [line.name for line in lines if line.values[place] == 1]
            if len(now) != 1:
                continue
            if before is not None and now[0] != before:
                yield Change(self.at(place), "failover", f"The primary moved from {before} to {now[0]}")
            before = now[0]
