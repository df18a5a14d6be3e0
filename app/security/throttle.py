"""Rate limits in the app, behind the edge's own: `throttle("reviews", visitor(request), "5/hour")`.

A sliding window, counted by one script inside Redis, so that parallel requests cannot all be the last one allowed. It
uses two small keys and Redis's own clock. The counters live on the sessions role: it is one server that survives a
restart, and not a cache that drops what it likes.

While that Redis is away every request is let through, and counted as `unavailable`: the edge still limits each address,
and a lock-out by Redis would take the shop down with it. What must hold without Redis too is not built on this (see
security.login).
"""

from functools import cache
from math import ceil
from time import time
from typing import Any, NamedTuple

import structlog
from django.core.cache import caches
from django.utils.crypto import salted_hmac
from limits import RateLimitItem, parse
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from prometheus_client import Counter
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

THROTTLED = Counter("shop_throttled_total", "Requests refused by a rate limit", ["scope"])
UNAVAILABLE = Counter("shop_throttle_unavailable_total", "Requests let through uncounted: no Redis", ["scope"])


class Throttled(Exception):
    """The limit is used up. Becomes a 429 with Retry-After in security.middleware."""

    def __init__(self, scope: str, retry_after_seconds: int) -> None:
        super().__init__(f"rate limit {scope} is used up; free again in {retry_after_seconds} s")
        self.scope = scope
        self.retry_after_seconds = retry_after_seconds


def throttle(scope: str, key: str, rate: str) -> None:
    """Count one request of `key`; raises Throttled when it is one too many.

    `scope` is the thing that is limited and a label of the metrics: from code, never from a request. `key` says whose
    limit it is (see security.client); only its keyed hash is stored. `rate` is like "5/minute" or "20 per 2 hours"; a
    malformed one raises ValueError.
    """
    item, name = _limit(rate), _hashed(scope, key)
    try:
        if _limiter().hit(item, scope, name):
            return
        free_at = _limiter().get_window_stats(item, scope, name).reset_time
    except (RedisError, OSError) as error:
        UNAVAILABLE.labels(scope).inc()
        log.warning("rate limit not counted", scope=scope, reason=type(error).__name__)
        return
    THROTTLED.labels(scope).inc()
    raise Throttled(scope, max(1, ceil(free_at - time())))


class Standing(NamedTuple):
    """Of a limit: requests it allows and those left, seconds of its window and until it is renewed."""

    allowed: int
    left: int
    window_seconds: int
    renewed_in_seconds: int


def standing(scope: str, key: str, rate: str) -> Standing | None:
    """How much of the limit is left, without counting a request. None while Redis is away."""
    item = _limit(rate)
    try:
        stats = _limiter().get_window_stats(item, scope, _hashed(scope, key))
    except (RedisError, OSError):
        return None
    return Standing(item.amount, max(0, stats.remaining), item.get_expiry(), max(0, ceil(stats.reset_time - time())))


def is_exhausted(scope: str, key: str, rate: str) -> bool:
    """Whether the next request of `key` would be refused, without counting one. False while Redis is away."""
    try:
        return not _limiter().test(_limit(rate), scope, _hashed(scope, key))
    except (RedisError, OSError):
        UNAVAILABLE.labels(scope).inc()
        return False


class _GuardedStorage(RedisStorage):
    """limits' storage on the process's shared client of the sessions role, with its breaker."""

    # Registers no scheme: the library's own storages stay what they are.
    STORAGE_SCHEME = None

    def __init__(self) -> None:
        # The address is not used: it makes a client that never connects.
        super().__init__("redis://", key_prefix="throttle")

    def get_connection(self, readonly: bool = False) -> Any:
        return caches["sessions"].client.get_client()


@cache
def _limiter() -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(_GuardedStorage())


@cache
def _limit(rate: str) -> RateLimitItem:
    return parse(rate)


def _hashed(scope: str, key: str) -> str:
    # Keys hold addresses of people; the hash also makes them short and free of separators.
    return salted_hmac(f"throttle {scope}", key, algorithm="sha256").hexdigest()[:32]
