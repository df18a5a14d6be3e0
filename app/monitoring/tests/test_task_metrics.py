"""What tasks do is a metric of their worker, whichever child ran them and however it ended (M1, Q6)."""

import os
import socket
import urllib.request
from pathlib import Path

import pytest
from billiard.exceptions import TimeLimitExceeded
from celery.signals import task_failure
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from maintenance.tasks import clear_expired
from testing.waiting import wait_until
from testing.worker_process import WorkerProcess

pytestmark = pytest.mark.django_db


def free_port():
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def scrape(port):
    """Name and labels to value; empty while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            text = answer.read().decode()
    except OSError:
        return {}
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_worker_shows_what_its_children_did(tmp_path):
    """A prefork worker runs tasks, its child is killed and replaced, and runs another: the sums are all there."""
    port, done = free_port(), clear_expired.name
    environment = {"METRICS_PORT": str(port), "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics")}
    with WorkerProcess("maintenance", "analytics", environment=environment, app="config.worker"):
        for number in range(2):
            clear_expired.apply_async(kwargs={"effect_key": f"metrics-{number}"})
        seen = wait_until(
            lambda: scrape(port), lambda seen: seen.get(("shop_tasks_total", done, "success")) == 2, seconds=60
        )
        assert seen[("shop_task_seconds_count", done)] == 2
        assert seen[("shop_task_wait_seconds_count", "maintenance")] == 2
        assert seen["shop_task_statements_total", "default", done] > 2
        for child in _children(tmp_path / "metrics"):
            os.kill(child, 9)
        clear_expired.apply_async(kwargs={"effect_key": "metrics-2"})
        wait_until(lambda: scrape(port), lambda seen: seen.get(("shop_tasks_total", done, "success")) == 3, seconds=30)


def _children(folder):
    """Processes that have counted a histogram's observation: the worker's children."""
    return {int(path.stem.rpartition("_")[2]) for path in folder.glob("histogram_*.db")} - {0} - _parents(folder)


def _parents(folder):
    """The worker's main process is the parent of the others."""
    pids = {int(path.stem.rpartition("_")[2]) for path in folder.glob("*.db")} - {0}
    parents = {int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) for pid in pids}
    return pids & parents


def test_a_task_killed_at_its_limit_is_counted_by_the_main_process():
    """The child cannot say it any more; Celery tells it in the worker's main process by this signal."""
    labels = {"task": clear_expired.name, "outcome": "killed"}
    before = REGISTRY.get_sample_value("shop_tasks_total", labels) or 0
    task_failure.send(sender=clear_expired, task_id="1", exception=TimeLimitExceeded(1))
    assert REGISTRY.get_sample_value("shop_tasks_total", labels) == before + 1
