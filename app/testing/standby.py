"""A real streaming standby of the tests' Postgres, whose replay a test can hold up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections

from databases import position
from databases.routing import PRIMARY, REPLICA
from databases.watch import ASK_REPLICA, watch
from testing.waiting import wait_until

#: the runner starts the standby and says where; it listens on the primary's host
PORT = os.environ.get("STANDBY_PORT", "")


class Standby:
    """The standby, spoken to directly as its superuser."""

    def __init__(self) -> None:
        facts = connections[PRIMARY].settings_dict
        self._session = psycopg.connect(
            host=facts["HOST"], port=PORT, user=facts["USER"], password=facts["PASSWORD"], dbname="postgres",
            autocommit=True, connect_timeout=5,
        )  # fmt: skip

    def ask(self, sql: str) -> tuple[Any, ...]:
        """The one row of a statement."""
        return self._session.execute(sql).fetchone() or ()

    def pause(self) -> None:
        """Replay everything there is now, and nothing that comes from here on."""
        self.catch_up()
        self._session.execute("SELECT pg_wal_replay_pause()")
        state = "SELECT pg_get_wal_replay_pause_state()"
        wait_until(lambda: self.ask(state), lambda seen: seen == ("paused",))

    def resume(self) -> None:
        """Go on replaying."""
        self._session.execute("SELECT pg_wal_replay_resume()")

    def catch_up(self) -> None:
        """Wait until the standby has replayed what is committed now."""
        reached = position.reached()
        wait_until(lambda: self.ask(ASK_REPLICA)[0], lambda replayed: replayed >= reached)

    def close(self) -> None:
        """Replay again, whatever the test did, and leave."""
        self.resume()
        self.catch_up()
        self._session.close()


@contextmanager
def standby_as_replica() -> Iterator[Standby]:
    """The alias `replica` is the standby inside the block, instead of a second connection to the primary."""
    standby = Standby()
    facts = connections[REPLICA].settings_dict
    port = facts["PORT"]
    standby.catch_up()
    try:
        _connect_to(PORT)
        yield standby
    finally:
        standby.close()
        _connect_to(port)


def _connect_to(port: Any) -> None:
    connection = connections[REPLICA]
    connection.close()
    connection.close_pool()
    connection.settings_dict["PORT"] = port
    watch.forget()
