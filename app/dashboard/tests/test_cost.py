"""What the dashboard costs the shop and Prometheus (M6)."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboard.pages import PAGES
from dashboard.prometheus import LIMIT_SECONDS
from monitoring.found import Look
from monitoring.models import Kind, Level
from monitoring.services.record import record
from testing.factories import UserFactory
from testing.prometheus import PrometheusServer

DATABASES = ("default", "replica", "analytics")
#: seconds more than the limit that a loaded machine may need
PATIENCE = 4.0


def statements(client, path):
    """How many each database got."""
    captures = [CaptureQueriesContext(connections[alias]) for alias in DATABASES]
    for capture in captures:
        capture.__enter__()
    assert client.get(path).status_code == 200
    for capture in captures:
        capture.__exit__(None, None, None)
    return sum(len(capture) for capture in captures)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("there", [True, False], ids=["with-prometheus", "without"])
def test_a_page_sends_three_statements_at_most(staff, prometheus, settings, name, there):
    """The user, and what the monitors know; all charts together none (M6)."""
    path = "/ops/" if name == "overview" else f"/ops/{name}/"
    settings.PROMETHEUS_URL = prometheus.url if there else ""

    assert statements(staff, path) <= 3
    assert statements(staff, path) <= 1


def test_ten_open_dashboards_cost_as_much_as_one(prometheus, transactional_db):
    """One asks, the others get what it found (M6)."""
    clients = []
    for _ in range(10):
        client = Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https")
        client.force_login(UserFactory(is_staff=True, password=None))
        clients.append(client)

    def look(client):
        try:
            return client.get("/ops/").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(look, clients)) == {200}

    questions = [tuple(sorted(parameters.items())) for path, parameters in prometheus.asked if "query" in path]
    texts = [dict(question)["query"] for question in questions]
    assert len(texts) == len(set(texts))


def test_a_prometheus_that_is_silent_costs_its_limit_once(staff, settings):
    """One page waits two seconds; the next ones, of whatever area, say at once that there are no metrics (M6)."""
    server = PrometheusServer()
    settings.PROMETHEUS_URL = server.url
    server.answer = lambda handler: threading.Event().wait(3 * LIMIT_SECONDS)
    began = time.monotonic()

    for name in PAGES:
        answer = staff.get("/ops/" if name == "overview" else f"/ops/{name}/")
        assert answer.status_code == 200
        assert "Prometheus does not answer" in answer.text

    assert time.monotonic() - began < LIMIT_SECONDS + PATIENCE
    server.shutdown()
    server.server_close()


def test_without_prometheus_the_queues_are_still_known(staff, settings):
    """What the broker knows is shown in a table (M6, Q6)."""
    settings.PROMETHEUS_URL = ""

    text = staff.get("/ops/celery/").text

    assert "no Prometheus that the dashboard may ask" in text
    assert "Queues, from the broker" in text
    assert all(f'<th scope="row">{queue}</th>' in text for queue in settings.ENV.celery_queues)


def test_without_prometheus_the_monitors_are_still_known(staff, settings, settled):
    """What they saw last is a table, what they found needs attention, with its runbook (M6, M3)."""
    settings.PROMETHEUS_URL, settings.ALERT_RUNBOOK_URL = "", "https://docs.example.com/runbooks/"
    look = Look(data={"servers": {"cache-0": {"connected_clients": 41, "hit_percent": 71.5}}})
    look.find(Level.WARNING, key="redis:cache-0:hits", what="Redis cache-0 had <71.5> %.", runbook="redis-hit-rate")
    record(Kind.REDIS, look)
    settled()

    text, data = staff.get("/ops/redis/").text, staff.get("/ops/api/redis.json").json()

    assert "Redis: what the monitor saw last" in text
    assert '<th scope="row">cache-0</th><td>41</td><td>71.5</td>' in text
    assert "Redis cache-0 had &lt;71.5&gt; %." in text
    assert 'href="https://docs.example.com/runbooks/redis-hit-rate.md"' in text
    assert (data["state"], data["open"][0]["runbook"]) == ("warn", "docs/runbooks/redis-hit-rate.md")


def test_nobody_keeps_a_page(staff, prometheus, site):
    """Neither the edge nor the browser, whether it is shown or refused (M6)."""
    for client in (staff, site):
        for path in ("/ops/", "/ops/redis/", "/ops/api/redis.json"):
            header = client.get(path)["Cache-Control"]
            assert "no-store" in header
            assert "private" in header


def test_a_page_that_does_not_exist_is_not_found(staff, prometheus):
    """Names are from a list; so is the span, and anything else is the shortest (M6)."""
    assert staff.get("/ops/nothing/").status_code == 404
    assert staff.get("/ops/api/nothing.json").status_code == 404
    assert staff.get("/ops/api/edge.json", {"range": "up[1000d]"}).json()["range"] == "10m"
    assert not [parameters for _, parameters in prometheus.asked if "1000d" in str(parameters)]
