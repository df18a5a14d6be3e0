"""`manage.py monitor`: what is wrong, now, for a person and for a script (M2, M3, M4)."""

import json

import pytest
from django.core.management import CommandError, call_command

from monitoring.models import Finding, Kind, Snapshot
from testing.waiting import wait_until

pytestmark = pytest.mark.django_db


def run(capsys, *arguments):
    """The exit status, and what was printed."""
    try:
        call_command("monitor", *arguments)
    except SystemExit as left:
        return left.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_a_trouble_is_shown_while_it_lasts(shards, capsys):
    """A look of its own, recorded like the schedule's: the finding opens, and closes when the server is back."""
    shards[1].cut()
    status, text = run(capsys, "redis")
    assert status == 1
    assert "critical Redis cache-1 does not answer" in text
    assert "docs/runbooks/redis-down.md" in text
    assert Snapshot.objects.count() == 1
    status, text = run(capsys, "redis", "--json")
    (found,) = json.loads(text)["findings"]
    assert (status, found["key"], found["level"]) == (1, "redis:cache-1:down", "critical")
    shards[1].mend()
    assert wait_until(lambda: run(capsys, "redis"), lambda seen: seen[0] == 0) == (0, "Nothing is wrong.\n")
    assert Finding.objects.get().closed_at


def test_only_the_monitors_that_were_asked_for(shop, capsys):
    """And all four where none is named."""
    _, text = run(capsys, "database", "--json")
    assert json.loads(text)["kinds"] == ["database"]
    assert set(Snapshot.objects.values_list("kind", flat=True)) == {Kind.DATABASE}
    run(capsys)
    assert set(Snapshot.objects.values_list("kind", flat=True)) == set(Kind.values)


def test_a_monitor_there_is_not(db):
    """Named, with those there are, before anything is looked at."""
    with pytest.raises(CommandError, match=r"no monitor disk\. There are: system, "):
        call_command("monitor", "disk", "redis")
    assert not Snapshot.objects.exists()
