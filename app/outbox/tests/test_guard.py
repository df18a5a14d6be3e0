"""Processes that would lose tasks, or run them twice, do not start (Q1)."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
import redis
from django.conf import settings as django_settings
from django.core.checks import run_checks

from config.celery import app
from outbox.guard import SETTINGS, problems_of_settings
from outbox.tests.servers import redis_with
from testing.worker import FOLDER, environment

WORKER = ["-m", "celery", "--app=config", "worker", "--queues=email", "--concurrency=1", "--without-gossip"]
BEAT = ["-m", "celery", "--app=config", "beat", "--scheduler=redbeat.RedBeatScheduler"]
RELAY = ["manage.py", "outbox_relay", "--once"]


def said(command, address, **changes):
    """Exit status and last words of a process that is to refuse to start."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=FOLDER,
        env=environment() | {"BROKER_ADDRESS": address} | changes,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("command", [WORKER, BEAT, RELAY], ids=["worker", "beat", "relay"])
def test_an_evicting_broker_is_refused(transactional_db, command):
    """It would throw queued tasks away when it is full."""
    with redis_with("--maxmemory-policy", "allkeys-lru") as address:
        status, words = said(command, address)
    assert status == 2, words
    assert "maxmemory-policy: it is 'allkeys-lru'" in words
    assert "Set it to noeviction" in words


def test_a_cluster_and_a_replica_are_refused(transactional_db):
    """One cannot move a message in one step; the other forgets what it is told."""
    with redis_with("--cluster-enabled", "yes") as address:
        assert "it is a Redis Cluster" in said(RELAY, address)[1]
    with redis_with("--replicaof", "127.0.0.1 1") as address:
        status, words = said(RELAY, address)
    assert (status, "it is a slave" in words) == (2, True), words


def test_a_time_limit_of_the_command_line_counts(transactional_db):
    """The workers' limits come from the topology; the visibility timeout is every process's."""
    with redis_with() as address:
        status, words = said([*WORKER, "--time-limit=870"], address)
    assert status == 2, words
    assert "900 s, and every task may be held for 870 s" in words
    assert "CELERY_VISIBILITY_TIMEOUT_SECONDS above 910" in words


def good(**changes):
    """The project's own settings, changed."""
    return {name: app.conf.get(name) for name in SETTINGS} | changes


def test_the_projects_settings_and_all_its_tasks_are_safe():
    """For the topology's limits the same is asked at every start."""
    app.loader.import_default_modules()
    assert problems_of_settings(good(), list(app.tasks.values())) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"broker_url": "redis+cluster://one/0"}, "more than one server"),
        ({"broker_url": "redis://one/0;redis://two/0"}, "more than one server"),
        ({"broker_url": "sentinel://one/0"}, "more than one server"),
        ({"broker_transport_options": {"visibility_timeout": 339}, "visibility_timeout": 339}, "second worker"),
        ({"broker_transport_options": {}, "visibility_timeout": None}, "second worker"),
        ({"visibility_timeout": 3600}, "the shorter one of all processes wins"),
        ({"task_time_limit": None}, "hangs would run again"),
        ({"task_acks_late": False}, "task_acks_late: it is False"),
        ({"task_reject_on_worker_lost": None}, "counts as done"),
        ({"worker_disable_prefetch": False}, "hoards"),
        ({"accept_content": ["msgpack", "pickle"]}, "runs code in every worker"),
        ({"task_default_priority": 5}, "0 is the highest"),
        ({"broker_transport_options": {"visibility_timeout": 900, "priority_steps": [0, 9]}}, "0 is the highest"),
    ],
)
def test_unsafe_settings_are_named(changes, says):
    """Each with what would happen; the safe ones around them are not."""
    [problem] = problems_of_settings(good(**changes))
    assert says in str(problem)


def test_a_tasks_own_limit_counts():
    """However it is declared."""
    slow = SimpleNamespace(name="a.tasks.slow", time_limit=3_600, priority=None)
    [problem] = problems_of_settings(good(), [slow])
    assert "task a.tasks.slow may be held for 3600 s" in str(problem)


def test_the_system_check_says_the_same(settings):
    """`manage.py check` in CI, without a broker."""
    assert run_checks(tags=["celery"]) == []
    settings.CELERY = django_settings.CELERY | {"task_acks_late": False}
    [error] = run_checks(tags=["celery"])
    assert "task_acks_late" in error.msg
    assert error.hint


def test_the_tests_own_broker_is_one_that_may_be_used(redis_server: redis.Redis):
    """So that all other tests run where production would."""
    assert redis_server.info("memory")["maxmemory_policy"] == "noeviction"
