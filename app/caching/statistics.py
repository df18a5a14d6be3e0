"""How often which layer answered (C4): in Prometheus for each process, and summed over all of them in Redis.

A process counts in its memory and adds the sums every few seconds in one pipeline of HINCRBY, so an answer costs no
round trip. A process that is killed takes at most those seconds with it.
"""

import atexit
import os
import threading
import time
from collections import Counter

from django_redis import get_redis_connection
from prometheus_client import Counter as Metric
from redis.exceptions import RedisError

from caching.layers import Layer

ANSWERS = Metric("shop_cache_answers_total", "Answers by layer and kind of value", ["kind", "layer"])

#: seconds between two additions
FLUSH_SECONDS = 5.0
#: seconds covered by one hash of sums, and seconds it is kept
WINDOW_SECONDS = 3_600
KEPT_SECONDS = 49 * WINDOW_SECONDS
#: kinds that are told apart; kinds are names in the code, so more of them mean that somebody made them of data
MOST_KINDS = 200
OTHER = "other"


class Statistics:
    """The counts of this process that are not in Redis yet."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Count from zero: a forked process leaves its parent's counts to it."""
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._kinds: set[str] = set()
        self._flushed_at = time.monotonic()

    def count(self, kind: str, layer: Layer) -> None:
        """One answer more."""
        with self._lock:
            if kind not in self._kinds:
                if len(self._kinds) >= MOST_KINDS:
                    kind = OTHER
                self._kinds.add(kind)
            self._counts[field(kind, layer)] += 1
            due = time.monotonic() - self._flushed_at >= FLUSH_SECONDS
            if due:
                self._flushed_at = time.monotonic()
        ANSWERS.labels(kind, layer).inc()
        if due:
            self.flush()

    def flush(self) -> None:
        """Add what was counted; what Redis does not take is added the next time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        key = window_key(time.time())
        try:
            pipeline = get_redis_connection("long_term").pipeline()
            for name, number in counts.items():
                pipeline.hincrby(key, name, number)
            pipeline.expire(key, KEPT_SECONDS)
            pipeline.execute()
        except (RedisError, OSError):
            with self._lock:
                self._counts += counts


def field(kind: str, layer: Layer) -> str:
    """Name of a sum in a window's hash."""
    return f"{layer}|{kind}"


def window_key(at: float) -> str:
    """Key of the hash of sums for a time (Unix seconds)."""
    return f"cache:answers:{int(at) // WINDOW_SECONDS}"


statistics = Statistics()
atexit.register(statistics.flush)
os.register_at_fork(after_in_child=statistics.forget)
