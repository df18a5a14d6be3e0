"""Transactions that have to wait for something else than the database."""

from django.conf import settings
from django.db import connections
from django.db.transaction import TransactionManagementError

from databases.routing import PRIMARY


def allow_pauses(*, using: str = PRIMARY) -> None:
    """Let the open transaction be silent for as long as a task may run, in place of a minute.

    The server ends a transaction that holds its locks and asks nothing (idle_in_transaction_session_timeout of the
    app's role). A task that writes files while its row is locked, so that a second delivery waits, needs longer on a
    busy day, and would otherwise fail in the same way at every try. Raises TransactionManagementError outside of
    `atomic`, where nothing would say for which statements it holds.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise TransactionManagementError("allow_pauses() needs a transaction around it: put both into atomic().")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('idle_in_transaction_session_timeout', %s, true)",
            [f"{settings.CELERY['task_time_limit']}s"],
        )
