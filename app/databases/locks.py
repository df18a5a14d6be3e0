"""Advisory locks that live as long as a session: only for a direct connection, never through PgBouncer."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

POLL_SECONDS = 1.0


class LockTimeout(RuntimeError):
    """Somebody else holds the lock until the deadline."""


@contextmanager
def session_lock(alias: str, number: int, *, seconds: float, say: Callable[[str], Any]) -> Iterator[None]:
    """Hold advisory lock `number` on a connection of its own; raises LockTimeout after `seconds`."""
    wrapper = connections[alias]
    deadline = time.monotonic() + seconds
    with wrapper.Database.connect(**wrapper.get_connection_params(), autocommit=True) as session:
        while not session.execute("SELECT pg_try_advisory_lock(%s)", [number]).fetchone()[0]:
            if time.monotonic() > deadline:
                raise LockTimeout(
                    f"database {alias}: another session has held advisory lock {number} for {seconds:.0f} s; nothing "
                    "was migrated. Its pid is in the view pg_locks (locktype advisory); end it, or wait and repeat."
                )
            say(f"waiting for advisory lock {number} on {alias}")
            time.sleep(POLL_SECONDS)
        yield
