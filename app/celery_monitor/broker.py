"""The broker's Redis, spoken to directly, and how kombu lays messages out in it (kombu/transport/redis.py, 5.7).

A queue is a list a priority step. Producers push on the left, workers pop on the right, so the rightmost message is
the oldest. What a worker has taken and not acknowledged lies in the hash `unacked` as JSON `[message, exchange, key]`.
"""

import json
import os
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import redis
from django.conf import settings
from kombu.transport.redis import Channel

#: header with the time a message was put in its queue, in seconds since the epoch (services.stamp)
PUBLISHED_AT = "published_at"
UNACKED = str(Channel.unacked_key)
#: seconds; a look at the queues must not hang longer than the next one is away
TIMEOUT_SECONDS = 2.0
#: prefix of everything this package keeps in the broker's Redis
PREFIX = "celery_monitor:"


class Message(NamedTuple):
    """What matters of a message here. Its arguments are not looked at.

    Attributes:
        queue: where it was sent.
        due_at: when it may run, in seconds since the epoch: its ETA, or when it was published; None if unknown.
    """

    queue: str
    due_at: float | None


@lru_cache(maxsize=1)
def _client(_process: int) -> redis.Redis:
    options = settings.CELERY["broker_use_ssl"] or {}
    return redis.Redis.from_url(
        settings.CELERY["broker_url"],
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        health_check_interval=30,
        **options,
    )


def client() -> redis.Redis:
    """A client of the broker's Redis, one a process."""
    return _client(os.getpid())


def lists_of(queue: str) -> list[str]:
    """The Redis lists of a queue, one a priority step, the most urgent first (0 is the highest on Redis)."""
    return [queue if step == 0 else f"{queue}{Channel.sep}{step}" for step in Channel.priority_steps]


def read_message(raw: bytes) -> Message | None:
    """A message of a queue's list; None if it is none."""
    try:
        return _message(json.loads(raw), None)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def read_unacked(raw: bytes) -> Message | None:
    """A message that a worker holds; None if it is none."""
    try:
        message, exchange, routing_key = json.loads(raw)
        # With the nameless exchange the routing key is the queue.
        return _message(message, None if exchange else routing_key)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _message(message: dict[str, Any], queue: str | None) -> Message:
    headers = message["headers"]
    eta, published = headers.get("eta"), headers.get(PUBLISHED_AT)
    times = [datetime.fromisoformat(eta).timestamp()] if eta else []
    times += [float(published)] if published is not None else []
    return Message(queue or message["properties"]["delivery_info"]["routing_key"], max(times, default=None))
