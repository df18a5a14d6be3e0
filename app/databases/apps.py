import atexit

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created


class DatabasesConfig(AppConfig):
    name = "databases"

    def ready(self) -> None:
        """Wrap the execution of every statement, measure the pools, and close them before the interpreter goes.

        Their threads are daemons and stand still once it does: psycopg would then wait five seconds for each of them.
        """
        from databases.pools import start_copying
        from databases.wrappers import wrap_execution

        connection_created.connect(wrap_execution, dispatch_uid="databases wrappers")
        connection_created.connect(start_copying, dispatch_uid="databases pools")
        atexit.register(close_pools)


def close_pools() -> None:
    """Close every alias's pool."""
    for alias in connections:
        # The profile `build` has no databases, and hence no pools.
        if connections.settings[alias]["ENGINE"] != "django.db.backends.dummy":
            connections[alias].close_pool()
