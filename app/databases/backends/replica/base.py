"""The engine of the alias `replica`: when no connection to it can be had, the read is given one to the primary.

So every read survives the loss of the replica, whoever wrote the query; `databases.replica.reads_replica` is for those
that must also survive its loss between connecting and the answer.
"""

from typing import Any

from django.db import connections
from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

from databases.replica import FALLBACKS, breaker
from databases.routing import PRIMARY


class DatabaseWrapper(base.DatabaseWrapper):
    """Postgres, with the primary's pool to fall back on."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection to the replica or, counted, to the primary. Its pool takes either back."""
        failed_before = self._failed_connections()
        try:
            connection = super().get_new_connection(conn_params)
        except self.Database.OperationalError as error:
            if isinstance(error, PoolTimeout) and self._failed_connections() == failed_before:
                # Nothing was refused: the pool is exhausted, or the server is slow. Only the latter goes on.
                breaker.late(error)
            else:
                breaker.trip(error)
            FALLBACKS.inc()
            primary = connections[PRIMARY]
            primary.pool.open()
            return primary.pool.getconn()
        breaker.answered()
        return connection

    def _failed_connections(self) -> int:
        return int(self.pool.get_stats().get("connections_errors", 0)) if self.pool else 0
