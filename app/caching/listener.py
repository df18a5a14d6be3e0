"""Hear from other processes what they changed: one subscription a shard, since a shard tells of its own tags.

A bump is published by the pipeline that stores it, so the two share their fate. After a gap everything known is
forgotten; during one the `process` lifetime bounds how long an old number is used.
"""

import os
import threading
import time
from collections.abc import Iterable

import structlog
from django.core.cache import caches
from prometheus_client import Gauge
from redis.client import PubSub
from redis.connection import ConnectionPool
from redis.exceptions import RedisError

from caching.connections import GuardedRedis
from caching.plain import pack, unpack
from caching.process import memory

log = structlog.get_logger(__name__)

LISTENING = Gauge(
    "shop_cache_subscriptions", "Subscriptions to changes in other processes", multiprocess_mode="livesum"
)

CHANNEL = "shop:generations"
#: seconds of silence after which the server is asked for a sign of life, and after which it counts as gone
QUIET_SECONDS = 2.0
SILENT_SECONDS = 5.0
#: seconds between two attempts to subscribe
RETRY_SECONDS = 1.0

_started_in = 0
_lock = threading.Lock()


def message(tags: Iterable[str]) -> bytes:
    """What is published when the tags change."""
    return pack(list(tags))


def start() -> None:
    """Begin to listen, once a process; the threads end with it."""
    global _started_in
    if _started_in == os.getpid():
        return
    with _lock:
        if _started_in == os.getpid():
            return
        _started_in = os.getpid()
    for server in caches["default"].client.servers():
        threading.Thread(target=_listen_for_ever, args=(server,), name="cache listener", daemon=True).start()


def _listen_for_ever(server: GuardedRedis) -> None:
    while True:
        try:
            with PubSub(_own_pool(server)) as subscription:
                subscription.subscribe(CHANNEL)
                _listen(subscription)
        except (RedisError, OSError) as error:
            log.info("not told of changes for a moment", server=server.breaker.server, reason=str(error))
        time.sleep(RETRY_SECONDS)


def _own_pool(server: GuardedRedis) -> ConnectionPool:
    """A connection beside those of the requests, which would otherwise be one fewer."""
    pool = server.connection_pool
    return ConnectionPool(connection_class=pool.connection_class, max_connections=1, **pool.connection_kwargs)


def _listen(subscription: PubSub) -> None:
    """Handle messages until the connection breaks or is silent."""
    heard = time.monotonic()
    subscribed = False
    try:
        while time.monotonic() - heard < SILENT_SECONDS:
            found = subscription.get_message(timeout=QUIET_SECONDS)
            if found is None:
                subscription.ping()
                continue
            heard = time.monotonic()
            if found["type"] == "subscribe":
                subscribed = True
                LISTENING.inc()
                # What was published before this is lost.
                memory().forget_numbers(None, by="other")
            elif found["type"] == "message":
                memory().forget_numbers(unpack(found["data"]), by="other")
    finally:
        if subscribed:
            LISTENING.dec()


def _reset_lock() -> None:
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_reset_lock)
