"""What changed: releases, numbers of pods and the primary, read from how their metrics went."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dashboard import scale
from dashboard.series import Series, read, worst
from dashboard.spans import Span

#: shown, the newest first
MOST = 12
DEPLOY, SCALING, FAILOVER = "deploy", "scaling", "failover"
#: points without a release until it counts as gone: one scrape may be late
GAP = 3
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
    """Of the answers to QUERIES, as far as they came, the newest first. Raises ValueError for what is no answer.

    Numbers of pods change all day; they never crowd out a deploy or a failover.
    """
    lines = {
        key: worst(read(data[key], span, start, label=label), SERIES)
        for key, (_, label) in QUERIES.items()
        if key in data
    }
    changes = [
        *(_Clock(span, start).releases(lines.get(RELEASES, []))),
        *(_Clock(span, start).numbers(lines.get(QUEUES, []), "workers of {}")),
        *(_Clock(span, start).numbers(lines.get(PODS, []), "pods of {}")),
        *(_Clock(span, start).primaries(lines.get(PRIMARY, []))),
    ]
    rare_first = sorted(sorted(changes, reverse=True), key=lambda one: one.kind == SCALING)
    return sorted(rare_first[:MOST], reverse=True)


@dataclass(frozen=True, slots=True)
class _Clock:
    span: Span
    start: int

    def at(self, place: int) -> float:
        return float(self.start + place * self.span.step)

    def releases(self, lines: list[Series]) -> Iterator[Change]:
        """A release that begins beside, or after, another; one that comes back has been rolled back to."""
        for line in lines:
            others = [other.values for other in lines if other is not line]
            for place in range(1, self.span.points):
                before = line.values[max(0, place - GAP) : place]
                if line.values[place] is None or any(value is not None for value in before):
                    continue
                if any(value is not None for values in others for value in values[:place]):
                    yield Change(self.at(place), DEPLOY, f"Release {line.name} began to run")

    def numbers(self, lines: list[Series], words: str) -> Iterator[Change]:
        """A number that differs from the one before."""
        for line in lines:
            before = None
            for place, value in enumerate(line.values):
                if value is None:
                    continue
                if before is not None and value != before:
                    what = f"{words.format(line.name)}: {scale.text(before, '')} → {scale.text(value, '')}"
                    yield Change(self.at(place), SCALING, what[0].upper() + what[1:])
                before = value

    def primaries(self, lines: list[Series]) -> Iterator[Change]:
        """Another instance takes writes. Moments with none, or with two, are no change yet."""
        before = None
        for place in range(self.span.points):
            now = [line.name for line in lines if line.values[place] == 1]
            if len(now) != 1:
                continue
            if before is not None and now[0] != before:
                yield Change(self.at(place), FAILOVER, f"The primary moved from {before} to {now[0]}")
            before = now[0]
