"""The database monitor on standbys, the archive, and on parts of Postgres it cannot read (M2)."""

import pytest
from django.db import connections

from catalogue.models import Category
from databases.watch import watch as replica_watch
from monitoring.models import Kind, Snapshot
from monitoring.tests.test_watch_database import look, starting, statements_are_counted
from monitoring.watches import database
from monitoring.watches.postgres import archive
from testing.waiting import wait_until

__all__ = ["statements_are_counted"]

pytestmark = pytest.mark.django_db


def test_a_standby_that_does_not_replay(standby, limits):
    """Held up, it is behind in bytes and seconds; it replays, and both are over."""
    limits(replica_lag_bytes=(1, None), replica_lag_seconds=(0.0001, None))
    standby.pause()
    Category.objects.create(name="Later", slug="later", position=1)
    replica_watch.forget()
    found = wait_until(
        look, lambda found: starting(found, "database:replica-bytes:") and "database:replica-lag" in found
    )
    assert found["database:replica-lag"].runbook == "database-replication"
    limits(replica_lag_bytes=(64 << 20, None), replica_lag_seconds=(5, None))
    standby.resume()
    standby.catch_up()
    wait_until(look, lambda found: not starting(found, "database:replica"))


def test_a_standby_that_is_gone_is_missed_for_a_day():
    """Fewer than at the look before; nothing is missed where there never was one."""
    seen = database.look({"replication": {"expected": 1}})
    lost = [one for one in seen.found if one.key == "database:standby-lost"]
    standbys = len(seen.data["replication"]["standbys"])
    assert len(lost) == (0 if standbys else 1)
    old = database.look({"replication": {"expected": 1, "lost_at": 1.0}})
    assert "database:standby-lost" not in {one.key for one in old.found}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"mode": "off", "seconds_since_success": None, "seconds_since_failure": 5.0}, []),
        ({"mode": "on", "seconds_since_success": 30.0, "seconds_since_failure": 600.0}, []),
        ({"mode": "on", "seconds_since_success": 30.0, "seconds_since_failure": 5.0}, ["database:archive-fails"]),
        ({"mode": "on", "seconds_since_success": None, "seconds_since_failure": 5.0}, ["database:archive-fails"]),
        ({"mode": "on", "seconds_since_success": 4000.0, "seconds_since_failure": None}, ["database:archive-age"]),
    ],
)
def test_the_archive_of_the_log(row, expected):
    """Failing: the last attempt failed. Old: none succeeded for long. A row of the real view is judged."""
    (real,) = database._ask(archive.ARCHIVE)
    assert row.keys() <= real.keys()
    seen = archive.look(lambda _: [{**real, **row}], {})
    assert [one.key for one in seen.found] == expected


def test_a_part_that_cannot_be_read_is_found_and_the_others_are_seen(stranger):
    """Without its extension the statements are not watched; locks still are."""
    with connections["default"].cursor() as cursor:
        cursor.execute("DROP EXTENSION IF EXISTS pg_stat_statements")
    found = look()
    assert found["database:monitor:statements"].level == "warning"
    assert "blocked" in Snapshot.objects.get(kind=Kind.DATABASE).data
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE EXTENSION pg_stat_statements")
    assert "database:monitor:statements" not in look()
