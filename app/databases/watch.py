"""What this process knows of the replica: what it has replayed, and how far it is behind.

Looked up beside the requests, at most once in LOOK_SECONDS and only while somebody asks: no request waits for it.
"""

import os
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connections
from prometheus_client import Gauge
from psycopg import Error as DriverError
from psycopg import OperationalError as DriverOperationalError
from psycopg_pool import PoolClosed, PoolTimeout

from databases.lag import Lag
from databases.position import without_header
from databases.replica import breaker
from databases.routing import PRIMARY, REPLICA

LAG = Gauge("shop_replica_lag_seconds", "How far the replica is behind, as last seen", multiprocess_mode="livemax")

#: seconds between two looks
LOOK_SECONDS = 1.0
#: seconds for which "it has replayed this" is taken for true of every server behind the replica's name
FRESH_SECONDS = 5.0
#: seconds without an answer after which the replica counts as gone
HANGING_SECONDS = 5.0

#: the position, and the age of the last transaction; a "replica" that was promoted (or is the primary) has everything
ASK_REPLICA = """
SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END
        - '0/0')::bigint,
       extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float
"""
#: only a member of pg_read_all_stats is told what each standby has replayed; the number of standbys everybody is
ASK_PRIMARY = """
SELECT (pg_current_wal_lsn() - '0/0')::bigint, count(*), (min(replay_lsn) - '0/0')::bigint FROM pg_stat_replication
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look. `replayed` is what every replica has; `at` is monotonic seconds."""

    replayed: int
    lag_seconds: float
    at: float


class Watch:
    """The process's one look-out."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know nothing: in a new process, or when the replica has become another one."""
        self._looking = threading.Lock()
        self._asked_at = self._began_at = float("-inf")
        self._seen: Seen | None = None
        self._lag = Lag()
        self._standbys = 0
        self._slowest: int | None = None
        self._primary: int | None = None

    def glance(self) -> Seen | None:
        """What is known without waiting; sends somebody to look when it is old."""
        now = time.monotonic()
        if now - self._asked_at >= LOOK_SECONDS:
            self._send(now)
        return self._seen

    def too_far_behind(self) -> bool:
        """Whether the replica is further behind than REPLICA_MAX_LAG_SECONDS."""
        seen = self.glance()
        return seen is not None and seen.lag_seconds > settings.REPLICA_MAX_LAG_SECONDS

    def has_replayed(self, position: int) -> bool:
        """Whether every replica is known to have replayed it; what is not known is not claimed."""
        if not position:
            return True
        seen = self.glance()
        return seen is not None and seen.replayed >= position and time.monotonic() - seen.at <= FRESH_SECONDS

    def look(self) -> Seen | None:
        """Ask both servers now. What one of them does not say stays as it was seen last."""
        with self._looking:
            self._ask_primary()
            self._ask_replica()
            return self._seen

    def _send(self, now: float) -> None:
        if self._looking.locked():
            if now - self._began_at > HANGING_SECONDS:
                breaker.trip(TimeoutError(f"no answer for {HANGING_SECONDS:.0f} s"))
                # Whoever looks for an answer that does not come is left to it; the next look is another's.
                self._looking = threading.Lock()
            return
        self._asked_at = now
        threading.Thread(target=self.look, name="replica watch", daemon=True).start()

    def _ask_primary(self) -> None:
        self._began_at = float("inf")
        try:
            self._primary, self._standbys, self._slowest = _ask(PRIMARY, ASK_PRIMARY)
        except (Error, DriverError):
            # Whether the replica is behind cannot be told without the primary; reads go on as they are.
            self._primary = None

    def _ask_replica(self) -> None:
        self._began_at = time.monotonic()
        try:
            replayed, age = _ask(REPLICA, ASK_REPLICA)
        except (PoolTimeout, PoolClosed):
            # All connections are in use, or none can be made: the reads themselves find out which (see `backends`).
            return
        except (OperationalError, InterfaceError, DriverOperationalError) as error:
            breaker.trip(error)
            return
        now, replayed = time.monotonic(), without_header(replayed)
        if self._primary is not None:
            lag = self._lag.seen(now=now, primary=self._primary, replayed=replayed, age=age)
        else:
            lag = self._seen.lag_seconds if self._seen else 0.0
        LAG.set(lag)
        self._seen = Seen(self._of_all(replayed), lag, now)

    def _of_all(self, replayed: int) -> int:
        """One standby answers for itself. Of several the pooler picks any, so the slowest counts, if it is known."""
        return replayed if self._standbys <= 1 else min(replayed, self._slowest or 0)


def _ask(alias: str, sql: str) -> tuple:
    """The one row, on a pooled connection: a new one for each look would cost more than everything else here."""
    pool = connections[alias].pool
    pool.open()
    with pool.connection() as connection:
        row: tuple = connection.execute(sql).fetchone()
        return row


watch = Watch()
os.register_at_fork(after_in_child=watch.forget)
