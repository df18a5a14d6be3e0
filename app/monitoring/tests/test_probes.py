"""Probes: liveness touches nothing, readiness says what is missing, and neither is for the outside (O2)."""

import json
import socket
import time

import pytest
from django.db import connections

from monitoring import heartbeat
from testing.asgi import call


def test_livez_answers_without_database_or_cache(shards):
    """No database mark on this test: a query would fail it."""
    for proxy in shards:
        proxy.cut()
    assert call("/livez") == (200, b"alive\n")


@pytest.mark.django_db
def test_readyz_is_200_for_any_host_over_plain_http():
    """kubelet asks by the pod's address."""
    status, body = call("/readyz", [(b"host", b"10.244.0.9:8000")])
    assert status == 200
    assert json.loads(body) == {"ready": True, "failing": []}


@pytest.mark.django_db
def test_readyz_names_what_fails(client):
    """A primary that is gone is a 503 with the check's name and reason; back again, 200."""
    connection = connections["default"]
    connection.close()
    connection.close_pool()
    settings_dict, port = connection.settings_dict, connection.settings_dict["PORT"]
    pool = settings_dict["OPTIONS"]["pool"]
    timeout, pool["timeout"] = pool["timeout"], 0.5
    settings_dict["PORT"] = 1
    try:
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert [failing["check"] for failing in answer.json()["failing"]] == ["database", "migrations"]
        assert all(failing["reason"] for failing in answer.json()["failing"])
    finally:
        settings_dict["PORT"], pool["timeout"] = port, timeout
        connection.close_pool()
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_answers_in_time_although_the_primary_hangs(client, monkeypatch):
    """A server that takes connections and says nothing is a 503 before the probe's own limit of 5 s (O2)."""
    connection = connections["default"]
    connection.close()
    connection.close_pool()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setitem(connection.settings_dict, "PORT", silent.getsockname()[1])
        began = time.monotonic()
        answer = client.get("/readyz")
        took = time.monotonic() - began
    monkeypatch.undo()
    connection.close_pool()
    assert answer.status_code == 503
    assert {failing["reason"] for failing in answer.json()["failing"]} == {"no answer within 2 s"}
    assert took < 5


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_the_inside_is_not_shown_through_the_edge(site, path):
    """The edge adds X-Forwarded-For; such a request finds nothing. Metrics are on another port altogether."""
    assert site.get(path, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


def test_request_ids_are_kept_from_the_edge_and_never_forged(shop, site):
    """A well-formed id comes back; anything else is replaced."""
    assert site.get("/", headers={"X-Request-ID": "abcdef0123456789"})["X-Request-ID"] == "abcdef0123456789"
    forged = 'x"}\n{"level": "error"'
    given = site.get("/", headers={"X-Request-ID": forged})["X-Request-ID"]
    assert given != forged
    assert len(given) == 32


def test_heartbeat_paths_are_the_documented_ones():
    """The chart's probes look for these."""
    assert str(heartbeat.WORKER_HEARTBEAT) == "/tmp/worker-heartbeat"
    assert str(heartbeat.WORKER_READY) == "/tmp/worker-ready"
    assert str(heartbeat.BEAT_HEARTBEAT) == "/tmp/beat-heartbeat"
    assert str(heartbeat.RELAY_HEARTBEAT) == "/tmp/relay-heartbeat"
    assert str(heartbeat.AUTOSCALER_HEARTBEAT) == "/tmp/autoscaler-heartbeat"
