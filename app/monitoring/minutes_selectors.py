"""Read back what monitoring.minutes has counted: how the last minutes went, in all and by view."""

import json
import time
from dataclasses import dataclass, field

from django_redis import get_redis_connection

#: milliseconds, upper bounds of the counted times; the targets are bounds of their own (mean 100, P95 200, P99 500)
BOUNDS_MS = (5, 25, 50, 100, 200, 500, 1_000, 2_500, 10_000)
#: the first places of a row
FIELDS = ("requests", "microseconds", "errors", "slow", "statements", "database_microseconds", "similar")


def key_of(minute: int) -> str:
    """Key of the hash of one minute (minutes since 1970)."""
    return f"performance:{minute}"


@dataclass(slots=True)
class Totals:
    """Sums over some minutes."""

    requests: int = 0
    microseconds: int = 0
    errors: int = 0
    slow: int = 0
    statements: int = 0
    database_microseconds: int = 0
    similar: int = 0
    #: requests by place in BOUNDS_MS, and one place more for what took longer
    times: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_MS) + 1))

    def add(self, place: int, number: int) -> None:
        """One field of a row more."""
        if place < len(FIELDS):
            setattr(self, FIELDS[place], getattr(self, FIELDS[place]) + number)
        elif place - len(FIELDS) < len(self.times):
            self.times[place - len(FIELDS)] += number

    def quantile_ms(self, share: float) -> float:
        """Milliseconds within which this share of requests was answered, evenly spread between two bounds; 0 if none.

        As Prometheus' histogram_quantile does it; the last bound where more took longer than it.
        """
        wanted, seen = share * sum(self.times), 0
        if not wanted:
            return 0.0
        for place, number in enumerate(self.times[:-1]):
            if seen + number >= wanted:
                low = BOUNDS_MS[place - 1] if place else 0
                return low + (BOUNDS_MS[place] - low) * (wanted - seen) / number
            seen += number
        return float(BOUNDS_MS[-1])

    def figures(self) -> dict[str, float]:
        """For a snapshot: means, quantiles and shares."""
        requests = self.requests or 1
        return {
            "requests": self.requests,
            "mean_ms": round(self.microseconds / requests / 1_000, 2),
            "p95_ms": round(self.quantile_ms(0.95), 1),
            "p99_ms": round(self.quantile_ms(0.99), 1),
            "errors": self.errors,
            "slow": self.slow,
            "statements_per_request": round(self.statements / requests, 2),
            "database_ms": round(self.database_microseconds / requests / 1_000, 2),
            "similar": self.similar,
        }


def by_route(minutes: int, *, now: float | None = None) -> dict[str, Totals]:
    """The last whole minutes, by view. Raises RedisError and OSError when they cannot be read."""
    last = int(time.time() if now is None else now) // 60
    pipeline = get_redis_connection("long_term").pipeline(transaction=False)
    for minute in range(last - minutes, last):
        pipeline.hgetall(key_of(minute))
    found: dict[str, Totals] = {}
    for row in pipeline.execute():
        for name, number in row.items():
            route, place = json.loads(name)
            found.setdefault(route, Totals()).add(place, int(number))
    return found


def summed(totals: dict[str, Totals]) -> Totals:
    """All views together."""
    whole = Totals()
    for one in totals.values():
        for name in FIELDS:
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        whole.times = [a + b for a, b in zip(whole.times, one.times, strict=True)]
    return whole
