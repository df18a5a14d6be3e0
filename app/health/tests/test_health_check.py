"""`manage.py health_check` (O2): every part is asked at once, in bounded time, and the status says what it means."""

import json
import os
import subprocess
import sys
import threading
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from health import roles, run
from health.answers import Finding, State
from health.checks import resources, workers
from monitoring.cgroup import look

pytestmark = pytest.mark.django_db


def health(capsys, *arguments):
    """Exit status and the JSON it prints."""
    try:
        call_command("health_check", "--json", *arguments)
        status = 0
    except SystemExit as left:
        status = left.code
    return status, json.loads(capsys.readouterr().out)


def states(found):
    return {check["check"]: check["state"] for check in found["checks"]}


def test_a_web_pod_with_all_it_needs_is_well(capsys):
    """Databases, every shard, the other Redis servers, object store, migrations and resources answer; exit 0 (O2)."""
    status, found = health(capsys, "--role", "web")
    wanted = {"primary", "replica", "analytics", "migrations", "cache-0", "cache-1", "cache-2", "sessions", "long-term"}
    wanted |= {"broker", "object-store", "static", "disk", "memory"}
    seen = states(found)
    # What the machine that runs the tests has left is its own affair.
    assert {name: state for name, state in seen.items() if state != "ok"}.keys() <= {"disk", "memory"}
    assert set(seen) == wanted
    assert status in (0, 2)


def test_a_dead_shard_is_named_and_degrades_the_web_role(capsys, shards):
    """Pages survive a shard, so the exit status is 2, not 1; the other shards are still well (O2)."""
    shards[1].cut()
    status, found = health(capsys, "--role", "web")
    assert (status, found["state"]) == (2, "degraded")
    assert states(found)["cache-1"] == "degraded"
    assert states(found)["cache-0"] == states(found)["cache-2"] == "ok"


def test_a_primary_that_is_gone_fails_every_role_that_writes(capsys, monkeypatch):
    """Exit 1, with the reason; beat, which needs no database, is not concerned (O2)."""
    monkeypatch.setitem(connections["default"].settings_dict, "PORT", "1")
    monkeypatch.setitem(connections["default"].settings_dict["OPTIONS"]["pool"], "timeout", 1)
    status, found = health(capsys, "--role", "migrate")
    assert (status, found["state"]) == (1, "failed")
    (primary,) = [check for check in found["checks"] if check["check"] == "primary"]
    assert "OperationalError" in primary["detail"]
    assert "primary" not in {name for name, _, _ in roles.asked_of("beat")}


def test_a_migration_that_is_missing_is_named(capsys):
    """The release's pods would not start; the check says which database lacks what (O2)."""
    recorder = MigrationRecorder(connections["analytics"])
    recorder.record_unapplied("analytics", "0001_initial")
    try:
        status, found = health(capsys, "--only", "migrations")
    finally:
        recorder.record_applied("analytics", "0001_initial")
    assert status == 1
    assert "analytics: 1 migrations missing" in found["checks"][0]["detail"]


def test_without_a_worker_the_platform_says_for_which_queues(capsys):
    """No worker runs in the tests: the queues are named, and empty ones only degrade (O2)."""
    status, found = health(capsys, "--only", "workers")
    assert status == 2
    assert "no worker answers for critical, default" in found["checks"][0]["detail"]


def test_a_queue_that_holds_messages_without_a_worker_is_a_failure(capsys, redis_server):
    """Messages that nobody fetches are work that is not done (O2)."""
    redis_server.lpush("email", b"{}")
    status, found = health(capsys, "--only", "workers")
    assert status == 1
    assert "email (1 messages wait)" in found["checks"][0]["detail"]


@pytest.mark.parametrize(("age", "well"), [(10, True), (90, False)])
def test_a_worker_is_alive_while_it_touches_its_file(tmp_path, age, well):
    """The limit is the liveness probe's (O2)."""
    file = tmp_path / "heartbeat"
    file.touch()
    os.utime(file, (time.time() - age,) * 2)
    assert workers.heartbeat(file, 60).well is well


def test_a_process_that_never_started_has_no_heartbeat(tmp_path):
    """An absent file is said as such (O2)."""
    assert "not there" in workers.heartbeat(tmp_path / "none", 60).detail


def test_a_check_that_hangs_costs_its_limit_and_hides_no_other():
    """All run side by side; what does not answer is named with the limit (O2)."""
    release = threading.Event()

    def hangs() -> Finding:
        release.wait(60)
        return Finding(True, "late")

    try:
        answers = run.run(
            [("hangs", hangs, True), ("quick", lambda: Finding(True, "here"), True), ("hangs too", hangs, False)],
            seconds=0.3,
        )
    finally:
        release.set()
    assert [(a.check, a.state) for a in answers] == [
        ("hangs", State.FAILED),
        ("quick", State.OK),
        ("hangs too", State.DEGRADED),
    ]
    assert answers[0].detail == "no answer within 0.3 s"


def test_the_disk_and_memory_limits_are_the_guides():
    """Less than a tenth of the disk free, or nine tenths of the memory used, degrades (O2)."""
    from dataclasses import replace

    usage = look()
    full = replace(usage, disk_bytes=91, disk_limit_bytes=100, memory_bytes=91, memory_limit_bytes=100)
    roomy = replace(usage, disk_bytes=89, disk_limit_bytes=100, memory_bytes=89, memory_limit_bytes=100)
    assert [resources.disk(full).well, resources.memory(full).well] == [False, False]
    assert [resources.disk(roomy).well, resources.memory(roomy).well] == [True, True]


def test_the_table_names_every_check_and_the_whole(capsys):
    """For people: a line a check and the state of the whole at the end (O2)."""
    call_command("health_check", "--only", "primary,analytics")
    first, second, last = capsys.readouterr().out.strip().splitlines()
    assert first.startswith("ok")
    assert "primary" in first
    assert "takes writes" in first
    assert "analytics" in second
    assert last.startswith("ok (pod ")


def test_an_unknown_check_is_refused_with_the_known_ones():
    """A typing error must not look like health (O2)."""
    with pytest.raises(CommandError, match=r"there is no check primry\. There are: primary, replica"):
        call_command("health_check", "--only", "primry")


@pytest.mark.parametrize("role", roles.ROLES)
def test_every_name_in_the_table_of_roles_is_a_check(role):
    """A role's needs would otherwise be checked by nobody (O2)."""
    known = {roles.CACHE, *roles.checks()}
    needs = roles.ROLES[role]
    assert set(needs.required + needs.survived) <= known
    assert not set(needs.required) & set(needs.survived)


def test_the_redis_clients_are_made_before_the_threads():
    """Threads that import one module for the first time together may deadlock; a new process must not (O2)."""
    code = """
import sys, django
django.setup()
from health.roles import checks
checks()
sys.exit(not {"django_redis.client.default", "caching.shards", "caching.connections"} <= set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
