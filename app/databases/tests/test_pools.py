"""The connection pools end with the process, and show how much they are used (D2)."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connections
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from databases.pools import COUNTERS, GAUGES, metrics

APP = Path(__file__).resolve().parents[2]
QUESTION = "from django.db import connection; connection.cursor().execute('SELECT 1')"
#: as gunicorn does with preload_app: import once, fork, use the database in each child, scrape all of them together
TWO_CHILDREN = """
import os, sys
from django.db import connection, connections
from databases.pools import metrics
copied, tell = os.pipe()
seen, done = os.pipe()
for _ in range(2):
    if os.fork() == 0:
        os.close(done)
        connection.cursor().execute('SELECT 1')
        connection.close()
        connection.cursor().execute('SELECT 1')
        metrics.copy()
        os.write(tell, b'.')
        os.read(seen, 1)
        os._exit(0)
assert os.read(copied, 1) + os.read(copied, 1) == b'..'
from prometheus_client import generate_latest
from monitoring.exposition import pod_registry
sys.stdout.write(generate_latest(pod_registry()).decode())
os.close(done)
for _ in range(2):
    assert os.wait()[1] == 0
"""


def run(code, **environment):
    """A process of its own with the shop's settings."""
    return subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", code],
        cwd=APP,
        env={**os.environ, "DATABASE_NAME": "postgres", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_command_that_used_the_database_ends_at_once():
    """No thread of a pool holds the interpreter up: a Job is done when its work is."""
    started = time.monotonic()
    ran = run(QUESTION)
    assert ran.returncode == 0, ran.stderr
    assert "couldn't stop thread" not in ran.stdout + ran.stderr
    assert time.monotonic() - started < 15


def sample(name, alias="default"):
    """The metric's value, as a scrape of this process shows it."""
    return REGISTRY.get_sample_value(f"shop_database_pool_{name}", {"database": alias}) or 0


@pytest.mark.django_db
def test_a_lent_connection_is_not_available(settings):
    """One is in use while a statement's connection is held, and comes back with it; each loan is counted."""
    connection = connections["default"]
    connection.close()
    connection.ensure_connection()
    metrics.copy()
    lent, requests = sample("connections") - sample("available"), sample("requests_total")
    assert lent >= 1
    assert sample("limit") == settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]
    assert sample("waiting") == 0
    connection.close()
    metrics.copy()
    assert sample("connections") - sample("available") == lent - 1
    connection.ensure_connection()
    metrics.copy()
    assert sample("requests_total") == requests + 1


@pytest.mark.django_db
def test_a_pool_that_was_made_anew_counts_on():
    """Counters never go back."""
    connection = connections["analytics"]
    for _ in range(2):
        before = sample("requests_total", "analytics")
        connection.close()
        connection.close_pool()
        connection.ensure_connection()
        metrics.copy()
        assert sample("requests_total", "analytics") == before + 1


def test_the_processes_of_a_web_server_are_shown_together(tmp_path):
    """A scrape adds up what the pools of all processes have, also of those that did not answer it."""
    ran = run(TWO_CHILDREN, PROMETHEUS_MULTIPROC_DIR=str(tmp_path), DATABASE_POOL_MIN_SIZE="0")
    assert ran.returncode == 0, ran.stderr
    families = text_string_to_metric_families(ran.stdout)
    found = {
        sample.name: sample.value
        for family in families
        for sample in family.samples
        if sample.labels == {"database": "default"}
    }
    assert found["shop_database_pool_limit"] == 2 * int(os.environ["DATABASE_POOL_MAX_SIZE"])
    assert found["shop_database_pool_requests_total"] == 4
    assert found["shop_database_pool_connections"] - found["shop_database_pool_available"] == 2
    assert sum(name.startswith("shop_database_pool_") for name in found) >= len(GAUGES) + len(COUNTERS)
