"""One question to a database on a connection of its own, outside the pool, with a limit for each step.

A caller that must never wait needs both: the pool makes it wait for the connections of others, and a server that takes
connections and says nothing would keep a thread for ever.
"""

import select
import time
from typing import Any

from django.db import OperationalError, connections
from psycopg.pq import ExecStatus

#: libpq takes no smaller limit for connecting
CONNECT_SECONDS = 2
ANSWER_SECONDS = 1.0


class NoAnswerError(OperationalError):
    """The server (or its pooler) took the connection and left the question unanswered: it is busy, or hangs."""


def ask(alias: str, sql: str) -> str | None:
    """The first value of the answer, as text.

    Raises psycopg's OperationalError when no connection can be had within CONNECT_SECONDS, and NoAnswerError when the
    question is not answered within ANSWER_SECONDS.
    """
    wrapper = connections[alias]
    facts = {**wrapper.get_connection_params(), "connect_timeout": CONNECT_SECONDS, "autocommit": True}
    connection = wrapper.Database.connect(**facts)
    try:
        return _answer(connection.pgconn, sql)
    finally:
        connection.close()


def _answer(wire: Any, sql: str) -> str | None:
    """psycopg waits without a limit, so the wire is waited for here."""
    deadline = time.monotonic() + ANSWER_SECONDS
    wire.send_query(sql.encode())
    wire.flush()
    readable = select.poll()
    readable.register(wire.socket, select.POLLIN)
    while wire.is_busy():
        left = deadline - time.monotonic()
        if left <= 0 or not readable.poll(left * 1000):
            raise NoAnswerError(f"no answer within {ANSWER_SECONDS:g} s on a connection that was made")
        wire.consume_input()
    result = wire.get_result()
    if result is None or result.status != ExecStatus.TUPLES_OK:
        raise OperationalError(
            "the connection was lost" if result is None else result.error_message.decode(errors="replace")
        )
    value = result.get_value(0, 0)
    return None if value is None else value.decode()
