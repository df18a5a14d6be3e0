"""A release whose last migrations were not applied yet."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

#: of the notifications: one that adds constraints and indexes, and all that came after it
LAST = ("0004_constraints", "0005_work_item")


@pytest.fixture
def last_is_missing():
    """The notifications' last migrations count as not applied."""
    recorder = MigrationRecorder(connection)
    later = {name for app, name in recorder.applied_migrations() if app == "notifications" and name >= LAST[0]}
    assert later == set(LAST), "a migration without its predecessor is none that can be missing: name it in LAST"
    for name in LAST:
        recorder.record_unapplied("notifications", name)
    yield
    for name in LAST:
        recorder.record_applied("notifications", name)
