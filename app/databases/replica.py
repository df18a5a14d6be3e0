"""Reads survive the replica: the first that fails is repeated on the primary, and the others do not even try.

`reads_replica` marks the selectors that may be repeated (they only read).
"""

from collections.abc import Callable
from functools import wraps

from django.db import InterfaceError, OperationalError, connections
from prometheus_client import Counter
from psycopg.errors import QueryCanceled

from databases import routing
from databases.routing import REPLICA
from resilience.breaker import Breaker

FALLBACKS = Counter("shop_replica_fallbacks_total", "Reads answered by the primary because the replica failed")


def _probe() -> None:
    """Ask the replica one question on a connection of its own; raises while it is gone."""
    wrapper = connections[REPLICA]
    with wrapper.Database.connect(**wrapper.get_connection_params()) as connection:
        connection.execute("SELECT 1")


breaker = Breaker(f"database {REPLICA}", _probe, interval=1.0)


def replica_is_usable() -> bool:
    """False from the first failure until the replica has answered a probe."""
    return not breaker.is_open


def _took_too_long(error: Exception) -> bool:
    return isinstance(error.__cause__, QueryCanceled)


def _lost_connection() -> bool:
    """False where the server answered that it will not: a read in the way of what it replays is cancelled."""
    connection = connections[REPLICA].connection
    return connection is not None and connection.closed


def reads_replica[**Arguments, Result](selector: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Repeat the selector on the primary when the replica fails underneath it."""

    @wraps(selector)
    def wrapper(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if not (routing.may_read_replica() and replica_is_usable()):
            return selector(*args, **kwargs)
        try:
            return selector(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            if _took_too_long(error):
                # The primary would take as long.
                raise
            if _lost_connection():
                breaker.trip(error)
            FALLBACKS.inc()
            connections[REPLICA].close()
            with routing.on_primary():
                return selector(*args, **kwargs)

    return wrapper
