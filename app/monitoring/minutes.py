"""Requests by minute and view, in Redis, for all processes together (M1): what the performance monitor reads.

A process counts in its memory; a thread of its own adds the sums every few seconds in one pipeline of HINCRBY, which is
atomic on the server and costs no request a round trip. A process that is killed takes at most those seconds with it.
"""

import json
import os
import threading
import time
from bisect import bisect_left

import structlog
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from monitoring.minutes_selectors import BOUNDS_MS, FIELDS, key_of
from monitoring.request_metrics import Answer

log = structlog.get_logger(__name__)

#: seconds between two additions, and seconds a minute is kept
FLUSH_SECONDS = 5.0
KEPT_SECONDS = 2 * 3_600
#: minutes a process remembers while Redis is away
MOST_MINUTES = 10
#: places of a row: those of FIELDS, then the bounds of time
WIDTH = len(FIELDS) + len(BOUNDS_MS) + 1

type Row = list[int]


class Minutes:
    """The counts of this process that are not in Redis yet."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Count from zero: a forked process leaves its parent's counts to it, and has no thread yet."""
        self._lock = threading.Lock()
        self._rows: dict[int, dict[str, Row]] = {}
        self._started = False

    def count(self, answer: Answer) -> None:
        """One request more, in the minute in which it was answered."""
        used, microseconds = answer.used, int(answer.seconds * 1e6)
        minute = int(time.time()) // 60
        with self._lock:
            routes = self._rows.get(minute)
            if routes is None:
                routes = self._rows[minute] = {}
            row = routes.get(answer.route)
            if row is None:
                row = routes[answer.route] = [0] * WIDTH
            row[0] += 1
            row[1] += microseconds
            row[2] += answer.status == "5xx"
            row[3] += answer.slow
            row[4] += used.queries
            row[5] += int(used.seconds * 1e6)
            row[6] += bool(used.repeated)
            row[len(FIELDS) + bisect_left(BOUNDS_MS, microseconds / 1_000)] += 1
        if not self._started:
            self._start()

    def flush(self) -> None:
        """Add what was counted; what Redis does not take is added the next time."""
        with self._lock:
            rows, self._rows = self._rows, {}
        if not rows:
            return
        try:
            pipeline = get_redis_connection("long_term").pipeline(transaction=False)
            for minute, routes in rows.items():
                for route, row in routes.items():
                    for place, number in enumerate(row):
                        if number:
                            pipeline.hincrby(key_of(minute), json.dumps([route, place]), number)
                pipeline.expire(key_of(minute), KEPT_SECONDS)
            pipeline.execute()
        except (RedisError, OSError) as error:
            self._keep(rows)
            log.info("counts of requests not added", reason=type(error).__name__)

    def _keep(self, rows: dict[int, dict[str, Row]]) -> None:
        with self._lock:
            for minute, routes in rows.items():
                kept = self._rows.setdefault(minute, {})
                for route, row in routes.items():
                    kept[route] = [a + b for a, b in zip(kept.get(route, [0] * WIDTH), row, strict=True)]
            for minute in sorted(self._rows)[:-MOST_MINUTES]:
                del self._rows[minute]

    def _start(self) -> None:
        with self._lock:
            if self._started:
                return
            self._started = True
        threading.Thread(target=self._flush_for_ever, name="counts of requests", daemon=True).start()

    def _flush_for_ever(self) -> None:
        while True:
            time.sleep(FLUSH_SECONDS)
            try:
                self.flush()
            except Exception as error:  # noqa: BLE001  (counting must outlive whatever happens to a client)
                log.warning("counts of requests not added", reason=f"{type(error).__name__}: {error}")


minutes = Minutes()
os.register_at_fork(after_in_child=minutes.forget)
