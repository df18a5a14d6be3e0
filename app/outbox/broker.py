"""Hand a message to the broker, and lose little time when it does not answer."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.connection import ConnectionPool
from kombu.exceptions import LimitExceeded, OperationalError
from kombu.pools import ProducerPool

from config.celery import app
from monitoring.task_context import HEADER
from outbox.durable import REPLAY_HEADER
from outbox.models import OutboxMessage
from outbox.registry import find_task, queue_of

#: seconds a web request waits for a connection, and for an answer; a healthy broker takes about a millisecond
IMPATIENT_SECONDS = 0.3
#: seconds the relay waits: nobody waits for it
PATIENT_SECONDS = 3.0
#: connections of one process, at most
CONNECTIONS = 8
#: what comes when the broker is away, says nothing or has no room, or all connections of the process are lent
BROKER_ERRORS = (OperationalError, LimitExceeded)

_lock = threading.Lock()
_pools: dict[tuple[int, float], ProducerPool] = {}


@contextmanager
def producer(seconds: float = IMPATIENT_SECONDS) -> Iterator[Any]:
    """One of this process's producers that wait so long. Raises one of BROKER_ERRORS where none is free in time."""
    with _pool(seconds).acquire(block=True, timeout=seconds) as free:
        yield free


def publish(message: OutboxMessage, through: Any) -> None:
    """Send one message through a producer. Raises one of BROKER_ERRORS, and UnknownTask for what this release has not.

    No result is kept, since whoever enqueues does not wait for one; a retry goes as it came.
    """
    task = find_task(message.task)
    queue = queue_of(task, message.queue)
    options = {"ignore_result": True, **message.options, "task_id": message.task_id, "queue": queue}
    options["headers"] = {**(options.get("headers") or {}), **_headers(message)}
    task.apply_async(message.args, message.kwargs, producer=through, retry=False, **options)


def _headers(message: OutboxMessage) -> dict[str, str]:
    found = {HEADER: message.request_id} if message.request_id else {}
    return found | ({REPLAY_HEADER: "replay"} if message.is_replay else {})


def ping() -> None:
    """Ask the broker for an answer. Raises one of BROKER_ERRORS."""
    with producer() as free, free.connection._reraise_as_library_errors():
        free.connection.default_channel.client.ping()


def _pool(seconds: float) -> ProducerPool:
    """Of this process: a forked child must not speak on its parent's sockets."""
    with _lock:
        key = (os.getpid(), seconds)
        if key not in _pools:
            # In place of the settings of workers, which wait long and try again.
            options = {"socket_timeout": seconds, "socket_connect_timeout": seconds, "connect_retries_timeout": seconds}
            options |= {"retry_on_timeout": False, "max_retries": 0, "interval_start": 0}
            connection = app.connection_for_write(transport_options=options, connect_timeout=seconds)
            connections = ConnectionPool(connection, limit=CONNECTIONS)
            _pools[key] = ProducerPool(connections=connections, limit=CONNECTIONS, Producer=app.amqp.Producer)
        return _pools[key]
