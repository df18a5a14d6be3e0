"""The site itself: answers and times of the last five minutes against the targets, and what waits to be sent (M1)."""

from typing import Any

from django.conf import settings

from monitoring.found import Look, percent
from monitoring.minutes_selectors import Totals, by_route, summed
from outbox.selectors import backlog, open_dead_letters

MINUTES = 5
#: views in a snapshot, those with the most time
SHOWN = 20


def look(before: dict[str, Any]) -> Look:
    """Raises RedisError when the counts cannot be read."""
    routes = by_route(MINUTES)
    whole = summed(routes)
    seen = Look(data={"minutes": MINUTES, "all": whole.figures()})
    busiest = sorted(routes.items(), key=lambda pair: -pair[1].microseconds)[:SHOWN]
    seen.data["routes"] = {route: totals.figures() for route, totals in busiest}
    _answers(seen, whole)
    for route, totals in routes.items():
        seen.hold(
            "similar_requests", totals.similar, key=f"application:similar:{route}", runbook="n-plus-one",
            what=f"{route} sent the same statement again and again in {totals.similar} requests; the log has the line.",
        )  # fmt: skip
    _outbox(seen)
    return seen


def _answers(seen: Look, whole: Totals) -> None:
    if whole.requests < settings.MONITOR_MINIMA["requests"]:
        return
    for name, share in (("p95_ms", 0.95), ("p99_ms", 0.99)):
        value = whole.quantile_ms(share)
        seen.hold(
            name, value, unit="ms", key=f"application:{name}", runbook="web-latency",
            what=f"{share:.0%} of the last {MINUTES} minutes' answers took up to {value:.0f} ms.",
        )  # fmt: skip
    errors = percent(whole.errors, whole.requests)
    seen.hold(
        "error_percent", errors, unit="%", key="application:errors", runbook="web-errors",
        what=f"{errors} % of the last {MINUTES} minutes' answers were errors of the server ({whole.errors}).",
    )  # fmt: skip


def _outbox(seen: Look) -> None:
    waiting, dead = backlog(), open_dead_letters()
    seen.data["outbox"] = {
        "waiting": waiting.waiting, "oldest_seconds": round(waiting.oldest_age_seconds, 1), "later": waiting.later,
        "failing": waiting.failing, "dead_letters": dead,
    }  # fmt: skip
    seen.hold(
        "outbox_age_seconds", waiting.oldest_age_seconds, unit="s", key="application:outbox", runbook="outbox-backlog",
        what=f"{waiting.waiting} messages are not in the broker, the oldest for {waiting.oldest_age_seconds:.0f} s.",
    )  # fmt: skip
    seen.hold(
        "dead_letters", dead, key="application:dead-letters", runbook="dead-letters",
        what=f"{dead} tasks failed for good and wait for somebody to replay or dismiss them.",
    )  # fmt: skip
