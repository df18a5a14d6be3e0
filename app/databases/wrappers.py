"""What happens around every statement, on every connection (D6): it is counted, timed, and logged when it was slow."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from prometheus_client import Counter, Histogram

from databases import usage
from databases.comments import sign_writes
from databases.sql_text import shape
from databases.writes import notice_writes
from monitoring import tracing

log = structlog.get_logger(__name__)

#: seconds; the guide's limit, and Postgres' own log_min_duration_statement on the platform
SLOW_SECONDS = 1.0

SECONDS = Histogram(
    "shop_database_statement_seconds",
    "Time from sending a statement to its result, by alias",
    ["database"],
    buckets=(0.001, 0.005, 0.02, 0.1, 0.5, SLOW_SECONDS, 5.0),
)
SLOW = Counter(
    "shop_database_slow_statements_total", f"Statements that took more than {SLOW_SECONDS:g} s", ["database"]
)
ERRORS = Counter("shop_database_errors_total", "Statements that failed, by kind of error", ["database", "error"])


def observe(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute wrapper. Parameters are never looked at: they are people's names, addresses and passwords."""
    database = context["connection"].alias
    began = time.perf_counter()
    failed = ""
    try:
        if tracing.tracer is not None:
            with tracing.statement_span(database, sql):
                return execute(sql, params, many, context)
        return execute(sql, params, many, context)
    except Exception as error:
        failed = type(error).__name__
        ERRORS.labels(database, failed).inc()
        raise
    finally:
        _note(database, sql, time.perf_counter() - began, failed)


def _note(database: str, sql: Any, seconds: float, failed: str) -> None:
    SECONDS.labels(database).observe(seconds)
    slow = seconds > SLOW_SECONDS
    if slow:
        SLOW.labels(database).inc()
        log.warning("slow statement", database=database, seconds=round(seconds, 3), sql=shape(sql), error=failed)
    used = usage.current()
    if used is not None:
        used.add(database=database, sql=sql, seconds=seconds, slow=slow, failed=bool(failed))


def wrap_execution(connection: Any, **_: Any) -> None:
    """Receiver of `connection_created`: every connection gets the wrappers, once."""
    for wrapper in (notice_writes, observe, sign_writes):
        if wrapper not in connection.execute_wrappers:
            connection.execute_wrappers.append(wrapper)
