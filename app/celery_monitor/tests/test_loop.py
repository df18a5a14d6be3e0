"""The autoscaler as it runs on and on (Q6)."""

import json
from threading import Event, Thread

from prometheus_client import CollectorRegistry, generate_latest

from celery_monitor import loop
from celery_monitor.metrics import LastLook
from celery_monitor.services.lease import HOLDER, MEMORY, Lease
from celery_monitor.tests import held_tasks
from testing.waiting import wait_until


def test_the_loop_looks_exports_and_leaves(redis_client, api, api_server, rules, tmp_path, monkeypatch):
    """It scales, tells Prometheus, touches its heartbeat, survives a broken look, and frees its lease (Q6)."""
    heartbeat = tmp_path / "heartbeat"
    monkeypatch.setattr(loop, "AUTOSCALER_HEARTBEAT", heartbeat)
    redis_client.hset(MEMORY, "email", json.dumps({"deployment": "uid-1"}))
    for number in range(6):
        held_tasks.hold.apply_async([number], queue="email")
    lease = Lease(redis_client, 30, "one")
    stop, last = Event(), LastLook()
    api_server.misbehaviour.statuses = [500]
    thread = Thread(
        target=loop.run, args=(redis_client, api, {"email": rules}, lease),
        kwargs={"interval": 0.1, "stop": stop, "last": last}, daemon=True,
    )  # fmt: skip
    thread.start()
    try:
        wait_until(lambda: api_server.deployments["worker-email"].replicas, lambda pods: pods == 9, seconds=30)
        wait_until(lambda: last.depths.get("email"), lambda depth: depth and depth.ready == 6, seconds=10)
    finally:
        stop.set()
        thread.join(20)

    assert not thread.is_alive()
    assert heartbeat.exists()
    assert redis_client.get(HOLDER) is None
    registry = CollectorRegistry()
    registry.register(last)
    text = generate_latest(registry).decode()
    assert 'celery_queue_ready{queue="email"} 6.0' in text
    assert 'celery_queue_sent_total{queue="email"} 6.0' in text
    assert 'celery_queue_replicas_desired{queue="email"} 9.0' in text
    assert "celery_autoscaler_failed_looks_total 1.0" in text
