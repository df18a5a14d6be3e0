"""What Prometheus is told of requests. Labels are closed lists: monitoring.routes."""

from dataclasses import dataclass

from prometheus_client import Counter, Histogram

from databases.usage import Usage

#: seconds; the targets are bounds of their own: mean 100 ms, P95 200 ms, P99 500 ms, slow 1 s
BOUNDS_SECONDS = (0.005, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 10.0)
#: statements; lists may ask 2, product pages 3, and more than 10 alike are an N+1
BOUNDS_STATEMENTS = (0, 1, 2, 3, 5, 10, 20, 50)

SECONDS = Histogram(
    "shop_request_seconds", "Time to an answer, by the view's name", ["route", "method"], buckets=BOUNDS_SECONDS
)
ANSWERS = Counter(
    "shop_requests_total",
    "Answers by the view's name, class of status and the layer of the cache that answered (none: not a cached page)",
    ["route", "method", "status", "layer"],
)
STATEMENTS = Histogram(
    "shop_request_statements", "Statements a request sent to the databases", ["route"], buckets=BOUNDS_STATEMENTS
)
DATABASE_SECONDS = Counter(
    "shop_request_database_seconds_total", "Time requests waited for the databases", ["route", "database"]
)
SLOW = Counter("shop_slow_requests_total", "Requests above SLOW_REQUEST_SECONDS", ["route"])
SIMILAR = Counter(
    "shop_similar_statements_total",
    "Requests that sent more than SIMILAR_STATEMENTS_MOST statements alike (an N+1)",
    ["route"],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One request, as metrics see it."""

    route: str
    method: str
    status: str
    layer: str
    seconds: float
    used: Usage
    slow: bool


def count(answer: Answer) -> None:
    """Add one request to all of them."""
    SECONDS.labels(answer.route, answer.method).observe(answer.seconds)
    ANSWERS.labels(answer.route, answer.method, answer.status, answer.layer).inc()
    used = answer.used
    STATEMENTS.labels(answer.route).observe(used.queries)
    for database, seconds in used.seconds_by_database.items():
        DATABASE_SECONDS.labels(answer.route, database).inc(seconds)
    if answer.slow:
        SLOW.labels(answer.route).inc()
    if used.repeated:
        SIMILAR.labels(answer.route).inc()
