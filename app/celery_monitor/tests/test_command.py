"""`manage.py celery_monitor` as people, pods and programs use it (Q6)."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from celery_monitor.status import duration
from celery_monitor.tests import held_tasks
from config.settings.scaling import ScalingRules
from testing.waiting import wait_until

APP_DIR = Path(__file__).resolve().parents[2]


def manage(*arguments, wait=True, **environment):
    """Run it in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "celery_monitor", *arguments],
        cwd=APP_DIR, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    if not wait:
        return process
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def in_cluster(api_server, rules, monkeypatch):
    """The environment of the autoscaler's pod."""
    monkeypatch.setattr("celery_monitor.kubernetes.ScaleApi.of_this_pod.__func__.__defaults__", (api_server.account,))
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", str(api_server.port))


@pytest.fixture
def pod(api_server, rules, monkeypatch, settings):
    """Run the command as the pod does; returns its exit code and what it printed."""
    in_cluster(api_server, rules, monkeypatch)
    settings.ENV = settings.ENV.model_copy(update={"celery_autoscale": {"email": rules}})

    def run(*arguments):
        out, err = StringIO(), StringIO()
        try:
            call_command("celery_monitor", *arguments, stdout=out, stderr=err)
        except SystemExit as ended:
            return ended.code, out.getvalue(), err.getvalue()
        return 0, out.getvalue(), err.getvalue()

    return run


def test_status_is_a_table_of_80_columns():
    """Queues with what they hold, and a warning for one that nobody works off, told by exit code 1 too (Q6)."""
    for number in range(3):
        held_tasks.hold.apply_async([number], queue="maintenance")
    code, out, err = manage("status")

    assert (code, err) == (1, "")
    assert max(map(len, out.splitlines())) <= 80
    (row,) = [line.split() for line in out.splitlines() if line.startswith("maintenance ")]
    assert row[1:5] == ["3", "0", "0", row[4]]
    assert "maintenance: holds messages, and no worker answers for it" in out


def test_status_for_programs():
    """JSON with the same facts; all is well with empty queues (Q6)."""
    code, out, _ = manage("status", "--json")
    found = json.loads(out)

    assert code == 0
    assert [queue["queue"] for queue in found["queues"]][:2] == ["critical", "default"]
    assert found["queues"][0].keys() >= {"ready", "unacked", "scheduled", "oldest_seconds", "workers", "pods"}


def test_status_can_be_watched():
    """One object a line, until it is interrupted; that is no failure (Q6)."""
    process = manage("status", "--json", "--watch", "0.1", wait=False)
    try:
        lines = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    assert [len(line["queues"]) for line in lines] == [8, 8]


def test_a_broker_that_is_away_is_told():
    """Exit code 3 and a message in place of a traceback, for both commands (Q6)."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
    code, out, err = manage("status", BROKER_ADDRESS=address)

    assert (code, out) == (3, "")
    assert f"the broker at {address} does not answer" in err
    assert "Traceback" not in err


def test_help_teaches():
    """Examples and exit codes (Q6)."""
    code, out, _ = manage("--help")
    assert code == 0
    assert "examples:" in out
    assert "exit codes:" in out


def test_without_a_queue_to_scale_it_says_so():
    """Exit code 5 and how to have one (Q6)."""
    code, _, err = manage("autoscale", "--once")
    assert code == 5
    assert "autoscaler: builtin" in err


def test_outside_a_cluster_it_says_so(rules):
    """Exit code 4 (Q6)."""
    code, _, err = manage(
        "autoscale", "--once", CELERY_AUTOSCALE=json.dumps({"email": rules.model_dump()}), KUBERNETES_SERVICE_HOST=""
    )
    assert code == 4
    assert "Nothing was changed" in err


def test_wrong_rules_stop_the_process(rules):
    """As every malformed key does, by name (Q6)."""
    wrong = {"email": rules.model_dump() | {"min": 10}}
    code, _, err = manage("autoscale", "--once", CELERY_AUTOSCALE=json.dumps(wrong))
    assert code != 0
    assert "min 10 exceeds max 9" in err
    assert "CELERY_AUTOSCALE" in err


@pytest.mark.parametrize("wrong", [{"scale_down_below": 5}, {"max": 0}, {"unknown": 1}])
def test_rules_are_checked(rules, wrong):
    """Thresholds in order, positive numbers, no unknown key (Q6)."""
    with pytest.raises(ValueError, match=r"scale_down_below|max|unknown"):
        ScalingRules(**(rules.model_dump() | wrong))


def test_a_dry_run_tells_what_it_would_do(pod, api_server, redis_client):
    """Nothing is patched; the run that follows does it (Q6)."""
    pod("autoscale", "--once")
    for number in range(6):
        held_tasks.hold.apply_async([number], queue="email")
    code, out, _ = pod("autoscale", "--dry-run")
    assert (code, api_server.deployments["worker-email"].replicas) == (0, 3)
    assert "email        would be 3 -> 5 pods: 6 pending is above 5" in out

    code, out, _ = pod("autoscale", "--once")
    assert (code, api_server.deployments["worker-email"].replicas) == (0, 5)
    assert "email        3 -> 5 pods: 6 pending is above 5" in out
    assert "3 is" not in pod("status")[1]
    assert "6 pending is above 5" in pod("status")[1]


def test_a_refusing_api_is_told(pod, api_server):
    """Exit code 4, the queue's name and what to mend (Q6)."""
    api_server.misbehaviour.statuses = [403]
    code, _, err = pod("autoscale", "--once")
    assert code == 4
    assert "email: GET " in err
    assert "run `pulumi up`" in err


def test_once_beside_another_autoscaler_does_nothing(pod, redis_client, api_server):
    """The one with the lease acts (Q6)."""
    from celery_monitor.services.lease import Lease

    Lease(redis_client, 30, "other").take()
    code, out, _ = pod("autoscale", "--once")
    assert code == 0
    assert "another autoscaler holds the lease" in out
    assert api_server.log == []


def test_lengths_of_time_are_short():
    """One unit, rounded (Q6)."""
    assert [duration(n) for n in (None, 4, 119, 600, 10_800, 400_000)] == ["-", "4s", "119s", "10m", "3h", "5d"]


def test_metrics_are_served_where_asked(redis_client):
    """Prometheus' own format on the port of the command line (Q6)."""
    from celery_monitor.metrics import LastLook, serve

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serve(LastLook(), port)

    def scrape():
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            return answer.read().decode()

    assert "celery_autoscaler_leading 0.0" in wait_until(scrape, bool)
