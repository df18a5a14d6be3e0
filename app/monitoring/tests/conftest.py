"""Sessions of other people at the tests' Postgres, and limits low enough to be passed at once."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connections

from databases.routing import PRIMARY
from databases.tests.conftest import standby

__all__ = ["standby"]


@pytest.fixture
def stranger(transactional_db):
    """Call it for a connection of its own to the tests' database, which the shop knows nothing of."""
    made = []

    def connect(**options):
        facts = connections[PRIMARY].settings_dict
        connection = psycopg.connect(
            host=facts["HOST"], port=facts["PORT"], user=facts["USER"], password=facts["PASSWORD"],
            dbname=facts["NAME"], application_name="stranger", **options,
        )  # fmt: skip
        made.append(connection)
        return connection

    yield connect
    for connection in made:
        connection.cancel_safe(timeout=5)
        connection.close()


@pytest.fixture
def aside():
    """A function that runs another in a thread; its future."""
    with ThreadPoolExecutor(4, thread_name_prefix="stranger") as pool:
        yield pool.submit


@pytest.fixture
def limits(settings):
    """Set thresholds: `limits(lock_wait_seconds=(0, None))`."""

    def change(**thresholds):
        settings.MONITOR_THRESHOLDS = {**settings.MONITOR_THRESHOLDS, **thresholds}

    return change
