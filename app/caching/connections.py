"""Redis clients shared by all threads of a process, each guarded by a breaker.

Django builds a cache object per request thread under ASGI. The pools, clients and breakers live here, per process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty
from typing import Any

import redis
from django_redis.pool import ConnectionFactory
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.connection import BlockingConnectionPool
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import MaxConnectionsError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

from resilience.breaker import Breaker


class ServerOutOfUse(RedisConnectionError):
    """The breaker of this server is open; nothing was sent."""


@contextmanager
def guarded(breaker: Breaker) -> Iterator[None]:
    """Refuse at once while the breaker is open; trip it when the server refuses, resets, or is late again and again."""
    if breaker.is_open:
        raise ServerOutOfUse(f"Redis {breaker.server} is out of use until its probe succeeds")
    try:
        yield
        breaker.answered()
    except RedisTimeoutError as error:
        breaker.late(error)
        raise
    except MaxConnectionsError:
        # Our own pool is exhausted; the server did nothing wrong.
        raise
    except (RedisConnectionError, OSError) as error:
        breaker.trip(error)
        raise


class WaitingPool(BlockingConnectionPool):
    """A pool whose callers wait for a connection, so that a burst of requests is a queue and not a burst of misses.

    Whoever waited too long gets MaxConnectionsError, which says nothing about the server.
    """

    def get_connection(self, *args: Any, **options: Any) -> Any:
        try:
            return super().get_connection(*args, **options)
        except RedisConnectionError as error:
            if isinstance(error.__context__, Empty):
                raise MaxConnectionsError(f"no connection was free within {self.timeout} s") from error
            raise


class GuardedPipeline(Pipeline):
    """A pipeline that fails at once when its server is out of use."""

    breaker: Breaker

    def execute(self, raise_on_error: bool = True) -> list[Any]:
        with guarded(self.breaker):
            return super().execute(raise_on_error)


class GuardedRedis(redis.Redis):
    """A client without retries (a cache that fails is a miss) behind its server's breaker."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        target = self.connection_pool.connection_kwargs
        self.breaker = Breaker(f"{target['host']}:{target['port']}", self._probe)

    def execute_command(self, *args: Any, **options: Any) -> Any:
        with guarded(self.breaker):
            return super().execute_command(*args, **options)

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> GuardedPipeline:
        made = GuardedPipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)
        made.breaker = self.breaker
        return made

    def _probe(self) -> None:
        # Connections from before the failure may be half open: start from a new one.
        self.connection_pool.disconnect(inuse_connections=False)
        super().execute_command("PING")


class SharedConnectionFactory(ConnectionFactory):
    """One client and pool per address and process; every thread's cache object uses it."""

    _clients: dict[str, GuardedRedis] = {}

    def make_connection_params(self, url: str) -> dict[str, Any]:
        """Connection options with retries off: redis-py's default of three would multiply every timeout."""
        return {
            **super().make_connection_params(url),
            "retry": Retry(NoBackoff(), 0),
            "maint_notifications_config": MaintNotificationsConfig(enabled=False),
        }

    def connect(self, url: str) -> GuardedRedis:
        if url not in self._clients:
            # Two threads may both build one at the start; the first stays.
            self._clients.setdefault(url, super().connect(url))
        return self._clients[url]
