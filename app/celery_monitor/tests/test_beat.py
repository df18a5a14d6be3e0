"""Beat with redbeat, by real beat processes on the real broker (Q3)."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from redbeat.decoder import RedBeatJSONEncoder

from config.celery import app
from testing.waiting import wait_until

APP_DIR = Path(__file__).resolve().parents[2]
#: seconds; the settings' is 45, and this one is above what a busy machine may take for a tick
LOCK_SECONDS = 10
SCHEDULE, STATICS, LOCK = "redbeat::schedule", "redbeat::statics", "redbeat::lock"
#: seconds for a process to start on a busy machine
START_SECONDS = 60


class Beat:
    """A beat process with a schedule of its own."""

    def __init__(self, folder, name, schedule, lock=LOCK_SECONDS):
        self.heartbeat = folder / f"{name}-heartbeat"
        wanted = {"lock": lock, "heartbeat": str(self.heartbeat), "schedule": schedule}
        command = [sys.executable, "-m", "celery", "--app=celery_monitor.tests.beat_app", "beat"]
        with (folder / f"{name}.log").open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "--scheduler=redbeat.RedBeatScheduler", "--pidfile="],
                cwd=APP_DIR, env={**os.environ, "TEST_BEAT": json.dumps(wanted)}, stdout=log, stderr=log,
            )  # fmt: skip

    def end(self, number=signal.SIGTERM):
        """Send the signal and wait until the process is gone."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(30)


@pytest.fixture
def beats(tmp_path):
    """Starts beats; none outlives its test."""
    started = []

    def start(name, schedule, **options):
        started.append(Beat(tmp_path, name, schedule, **options))
        return started[-1]

    yield start
    for beat in started:
        beat.end(signal.SIGKILL)


@pytest.fixture
def sent(redis_client):
    """Reads what was sent: (task, pid of the beat that sent it), oldest first."""

    def read():
        messages = [json.loads(raw)["headers"] for raw in reversed(redis_client.lrange("maintenance", 0, -1))]
        return [(m["task"], int(m["origin"].removeprefix("gen").partition("@")[0])) for m in messages]

    return read


def run_count(redis_client, name):
    """How often redbeat says it has run the entry."""
    return json.loads(redis_client.hget(f"redbeat:{name}", "meta"))["total_run_count"]


def test_several_beats_never_send_twice_and_one_takes_over(beats, sent, redis_client):
    """One sends, the others wait and show that they live; killed or stopped, it is replaced; runs are sent once (Q3).

    The stopped one gives up its lock at once, the killed one's expires.
    """
    redis_client.set(LOCK, "of another one, so that all of them are there when it goes")
    waiting = {beat.process.pid: beat for beat in (beats(name, {"tick": 1}) for name in ("one", "two", "three"))}
    wait_until(lambda: all(beat.heartbeat.exists() for beat in waiting.values()), bool, seconds=START_SECONDS)
    assert sent() == []
    redis_client.delete(LOCK)
    order = []
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGTERM):
        before = len(sent())
        seen = wait_until(sent, lambda seen, n=before: len(seen) >= n + 3, seconds=LOCK_SECONDS + START_SECONDS)
        assert len({pid for _, pid in seen[before:]}) == 1
        order.append(seen[-1][1])
        for beat in waiting.values():
            old = beat.heartbeat.stat().st_mtime
            wait_until(lambda beat=beat: beat.heartbeat.stat().st_mtime, lambda now, old=old: now > old, seconds=30)
        waiting.pop(order[-1]).end(number)

    pids = [pid for _, pid in sent()]
    assert pids == sorted(pids, key=order.index), "two of them sent at the same time"
    # A run is noted before it is sent: whoever is killed in between has sent one less, never one more.
    assert 0 <= run_count(redis_client, "tick") - len(pids) <= 1


def test_the_settings_replace_a_killed_beat_within_a_minute():
    """The lock of the environment, the look of a waiting beat, and what has become due meanwhile (Q3)."""
    from monitoring.heartbeat import LOCK_LOOK_SECONDS

    assert app.conf.redbeat_lock_timeout + LOCK_LOOK_SECONDS + app.conf.beat_max_loop_interval < 60
    # A holder renews it several times before it expires.
    assert app.conf.beat_max_loop_interval * 3 <= app.conf.redbeat_lock_timeout


def ran(redis_client, name, ago):
    """Note that an entry of the schedule ran so long ago."""
    moment = timezone.now() - ago
    meta = json.dumps({"last_run_at": moment, "total_run_count": 7}, cls=RedBeatJSONEncoder)
    definition = {"name": name, "task": f"test.{name}", "schedule": app_daily(), "args": [], "kwargs": {}}
    definition |= {"options": {}, "enabled": True}
    redis_client.hset(f"redbeat:{name}", "meta", meta)
    redis_client.hset(f"redbeat:{name}", "definition", json.dumps(definition, cls=RedBeatJSONEncoder))
    redis_client.zadd(SCHEDULE, {f"redbeat:{name}": time.time()})


def app_daily():
    """Two at night, as the settings have it."""
    from celery.schedules import crontab

    return crontab(hour=2, minute=0, app=app)


def test_a_missed_daily_job_runs_once_and_removed_entries_disappear(beats, sent, redis_client):
    """Three nights without a beat mean one run; what ran is not run again; what left the settings leaves (Q3)."""
    ran(redis_client, "missed", timedelta(days=3))
    ran(redis_client, "done", timedelta(seconds=5))
    first = beats("first", {"missed": "daily", "done": "daily", "tick": 1})
    wait_until(
        lambda: Counter(task for task, _ in sent())["test.tick"], lambda ticks: ticks >= 4, seconds=START_SECONDS
    )
    found = Counter(task for task, _ in sent())
    assert (found["test.missed"], found["test.done"]) == (1, 0)
    first.end()

    beats("second", {"missed": "daily", "other": 1})
    wait_until(lambda: Counter(task for task, _ in sent())["test.other"], lambda runs: runs >= 2, seconds=START_SECONDS)
    assert set(redis_client.zrange(SCHEDULE, 0, -1)) == {b"redbeat:missed", b"redbeat:other"}
    assert redis_client.smembers(STATICS) == {b"missed", b"other"}
    assert redis_client.exists("redbeat:done", "redbeat:tick") == 0
    assert Counter(task for task, _ in sent())["test.missed"] == 1
