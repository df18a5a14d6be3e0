import atexit

from django.apps import AppConfig
from django.db import connections


class DatabasesConfig(AppConfig):
    name = "databases"

    def ready(self) -> None:
        """Have the pools closed before the interpreter goes.

        Their threads are daemons and stand still once it does: psycopg would then wait five seconds for each of them.
        """
        atexit.register(close_pools)


def close_pools() -> None:
    """Close every alias's pool."""
    for alias in connections:
        connections[alias].close_pool()
