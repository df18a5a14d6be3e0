"""The commands of the migration Job and of the pods that wait for it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from databases.locks import session_lock
from databases.management.commands.migrate_all import MIGRATION_LOCK

pytestmark = pytest.mark.django_db


def test_waiting_ends_when_nothing_is_missing(capsys):
    """The pods of a finished release start at once."""
    call_command("wait_for_migrations", timeout=5)
    assert "no migration is missing" in capsys.readouterr().out


def test_waiting_names_the_database_and_the_migration_at_the_deadline():
    """A pod that gives up says what it waited for."""
    recorder = MigrationRecorder(connections["analytics"])
    recorder.record_unapplied("analytics", "0001_initial")
    try:
        with pytest.raises(CommandError, match=r"analytics: 1 migrations missing, the next is analytics\.0001_initial"):
            call_command("wait_for_migrations", timeout=0)
    finally:
        recorder.record_applied("analytics", "0001_initial")


def test_a_second_migration_run_waits_for_the_first_and_gives_up_with_a_message(capsys):
    """Two Jobs never migrate at the same time."""
    with session_lock("default", MIGRATION_LOCK, seconds=1, say=print), pytest.raises(SystemExit) as left:
        call_command("migrate_all", lock_timeout=0)
    assert "pg_locks" in str(left.value)
    assert "waiting" not in capsys.readouterr().err


def test_migrating_twice_changes_nothing(capsys):
    """The Job can be repeated."""
    call_command("migrate_all", lock_timeout=5, verbosity=1)
    said = capsys.readouterr().out
    assert said.count("No migrations to apply") == 2
    assert "superuser admin" in said


def test_migrating_waits_for_a_database_that_is_not_there_yet_and_says_so(monkeypatch, capsys):
    """On a new stack the Job starts before Postgres does; it waits, and at its deadline names what it waited for."""
    monkeypatch.setitem(connections["analytics"].settings_dict, "PORT", "1")
    with pytest.raises(SystemExit) as left:
        call_command("migrate_all", database_timeout=0, lock_timeout=0)
    assert str(left.value).startswith("after 0 s: analytics: OperationalError")
    assert "analytics: OperationalError" in capsys.readouterr().out
