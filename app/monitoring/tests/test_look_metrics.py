"""Whoever else watches knows whether the monitors do, and what they have found (M5)."""

import pytest
from prometheus_client import REGISTRY

from monitoring import watch as watching
from monitoring.found import Look
from monitoring.models import Kind, Level

pytestmark = pytest.mark.django_db


def figures(kind):
    """Looks that were done, looks that failed, and open findings by level."""
    looks = [
        REGISTRY.get_sample_value("shop_monitor_looks_total", {"kind": kind, "outcome": outcome})
        for outcome in ("done", "failed")
    ]
    found = {
        level: REGISTRY.get_sample_value("shop_findings_open", {"kind": kind, "level": level})
        for level in ("warning", "critical")
    }
    return looks, found


@pytest.fixture
def sees(monkeypatch):
    """`sees("warning", …)`: a look at Redis that finds these; "failed" is a part that cannot be read."""

    def give(*levels):
        look = Look()
        for number, level in enumerate(levels):
            page = "monitor-failed" if level == "failed" else "redis-down"
            level = Level.WARNING if level == "failed" else Level(level)
            look.find(level, key=f"redis:{number}", what="Something is wrong.", runbook=page)
        monkeypatch.setitem(watching.WATCHES, Kind.REDIS, lambda before: look)
        watching.watch(Kind.REDIS)

    return give


def test_a_look_is_counted_and_what_it_found_is_shown(sees):
    """And shown as over by the next that does not find it (M5)."""
    (done, failed), _ = figures("redis")
    sees("critical", "warning", "warning")
    assert figures("redis") == ([done + 1, failed], {"warning": 2, "critical": 1})
    sees()
    assert figures("redis") == ([done + 2, failed], {"warning": 0, "critical": 0})


def test_a_look_that_saw_nothing_or_a_part_is_not_one_that_was_done(sees, monkeypatch):
    """Somebody else has to say what it would have (M5)."""
    (done, failed), _ = figures("redis")
    sees("failed", "critical")
    monkeypatch.setitem(watching.WATCHES, Kind.REDIS, lambda before: 1 / 0)
    watching.watch(Kind.REDIS)
    assert figures("redis")[0] == [done, failed + 2]


def test_a_look_that_could_not_be_kept_is_not_counted(sees, monkeypatch):
    """Nobody was told by it (M5)."""
    before = figures("redis")[0]
    monkeypatch.setattr(watching, "record", lambda kind, seen: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sees("critical")
    assert figures("redis")[0] == before
