"""Probes: liveness touches nothing, readiness says what is missing, and neither is for the outside (O2)."""

import json

import pytest

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
