"""The relay's loop: the outbox's rows to the broker, for as long as the process runs.

It polls, because Postgres' NOTIFY does not pass PgBouncer in transaction mode. That is cheap: most messages are sent by
the process that wrote them, and one query on an index of an empty table finds nothing.
"""

from collections.abc import Callable
from threading import Event

import structlog
from django.db import Error, connections

from databases.routing import PRIMARY
from outbox.backoff import backoff
from outbox.services.relay_batch import BATCH, Turn, relay_batch
from outbox.standing import Standing

log = structlog.get_logger(__name__)

#: seconds between two looks: while there is something to do, and at rest
SHORTEST_SECONDS, LONGEST_SECONDS = 0.1, 2.0
#: seconds after a failure of the broker or of Postgres: first and longest
FIRST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS = 0.5, 20.0
#: seconds between two touches of the heartbeat
BEAT_SECONDS = 5.0


class Relay:
    """Looks often while it finds something, seldom while it does not, and ever less often while it fails."""

    def __init__(self, *, stop: Event, beat: Callable[[], None], size: int = BATCH) -> None:
        self._stop = stop
        self._beat = beat
        self._size = size
        self._failures = 0
        self._pause = SHORTEST_SECONDS
        self._standing = Standing()

    def run(self) -> None:
        """Until `stop` is set; the batch in hand is finished first."""
        while not self._stop.is_set():
            self._beat()
            self._wait(self._turn())

    def _turn(self) -> float:
        """One batch; returns the seconds to wait until the next."""
        try:
            turn = relay_batch(self._size)
            error = turn.broker_error
            self._standing.look()
        except Error as reason:
            turn, error = Turn(), f"{type(reason).__name__}: {reason}"
        finally:
            # Back to the pool, which tries a connection before it lends it again.
            connections[PRIMARY].close()
        if error:
            return self._after_failure(error)
        if self._failures:
            log.info("relay works again", failures=self._failures)
        self._failures = 0
        return self._after_success(turn)

    def _after_failure(self, error: str) -> float:
        self._failures += 1
        wait = backoff(self._failures, first=FIRST_BACKOFF_SECONDS, longest=LONGEST_BACKOFF_SECONDS)
        log.warning("relay cannot send", failures=self._failures, next_in_seconds=round(wait, 1), reason=error)
        return wait

    def _after_success(self, turn: Turn) -> float:
        if turn.sent:
            log.info("relay sent what was left", messages=turn.sent)
        self._pause = SHORTEST_SECONDS if turn.found else min(self._pause * 2, LONGEST_SECONDS)
        return 0.0 if turn.found == self._size else self._pause

    def _wait(self, seconds: float) -> None:
        while seconds > 0 and not self._stop.wait(min(seconds, BEAT_SECONDS)):
            self._beat()
            seconds -= BEAT_SECONDS
