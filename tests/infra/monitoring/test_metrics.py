"""The figures are those of what was done (M1-M4)."""

from __future__ import annotations

import re

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.prometheus import Prometheus
from tests.infra.support.site import Site
from tests.infra.support.waiting import wait_until
from tests.topology.queries import of_grafana, of_rules, of_staff
from topology import Topology

ASKED = 40
# A figure of each part that is there from the start, and what it must be.
ALWAYS = {
    "edge": 'edge_connections{state="active"} >= 0',
    "web": 'shop_container_memory_bytes{job="web"} > 0',
    "worker": 'shop_container_memory_bytes{job="worker"} > 0',
    "beat": 'shop_container_memory_bytes{job="beat"} > 0',
    "relay": 'shop_container_memory_bytes{job="outbox-relay"} > 0',
    "postgres": "cnpg_collector_up == 1",
    "replica": "cnpg_pg_replication_in_recovery == 1",
    "pooler": "cnpg_pgbouncer_lists_databases > 0",
    "redis": "redis_memory_max_bytes > 0",
    "queues": "celery_queue_ready >= 0",
    "autoscaler": "time() - celery_autoscaler_last_look_seconds < 300",
    "certificate": "edge_certificate_expiry_seconds > time()",
    "containers": "container_memory_working_set_bytes > 0",
    "volumes": "kubelet_volume_stats_capacity_bytes > 0",
}


# Series that are made by the event they count.
LATER = {
    "redis_errors_total": "the first error of a kind",
    "shop_slow_requests_total": "the first slow request",
    "shop_similar_statements_total": "the first query in a loop",
    "shop_breaker_open": "the first failure of a server",
    "shop_outbox_unsent_total": "the first message that is left to the relay",
    "shop_outbox_failed_total": "the first failure of the relay",
    "shop_edge_purges_total": "the first purge",
    "shop_cache_changes_total": "the first change",
    "container_oom_events_total": "kernels that tell of them",
    "celery_task_failed_total": "the first failure of a task",
    "celery_task_retried_total": "the first retry of a task",
    "cnpg_pg_replication_slots_pg_wal_lsn_diff": "replication slots",
    "shop_orders_total": "the first order",
}
METRIC = re.compile(r"\b(?:alertmanager|edge|shop|cnpg|redis|celery|container|kubelet|prometheus)_[a-z0-9_]+\b")


@pytest.mark.parametrize("part", ALWAYS)
def test_each_part_has_its_figures(prometheus: Prometheus, part: str, patience: float) -> None:
    """Each part's own series are there, with a value that makes sense (M1, M2, M3, M4)."""
    wait_until(lambda: prometheus.ask(ALWAYS[part]), bool, seconds=patience, what=f"{part}: {ALWAYS[part]}")


def test_requests_count_at_the_edge_and_in_the_web_tier(prometheus: Prometheus, site: Site, patience: float) -> None:
    """Pages that were asked for are counted, once each, where they were answered (M1)."""
    at_the_edge = 'sum(edge_requests_total{kind="page",status="4xx"})'
    in_the_web = 'sum(shop_requests_total{status="4xx"})'
    before = {name: prometheus.one(name) for name in (at_the_edge, in_the_web)}
    with site.browse() as client:
        codes = {client.get(f"/products/there-is-none-{number}/").status_code for number in range(ASKED)}
    assert codes == {404}

    def grown() -> dict[str, float]:
        return {name: prometheus.one(name) - value for name, value in before.items()}

    wait_until(
        grown,
        lambda found: all(value >= ASKED for value in found.values()),
        seconds=patience,
        what=f"{ASKED} pages that are not there are counted",
    )


def test_a_page_from_the_cache_is_a_hit(prometheus: Prometheus, site: Site, patience: float) -> None:
    """Asked for again on one connection, the list comes from the edge's cache and is counted so (C1, M1)."""
    hits = 'sum(edge_requests_total{kind="page",cache="HIT"})'
    before = prometheus.one(hits)
    with site.browse() as client:
        seen = [client.get("/").headers.get("x-cache") for _ in range(ASKED)]
    expected = seen.count("HIT")
    assert expected >= ASKED // 2, seen

    wait_until(
        lambda: prometheus.one(hits) - before,
        lambda grown: grown >= expected,
        seconds=patience,
        what=f"{expected} hits are counted",
    )


def test_every_metric_of_the_rules_and_dashboards_is_known(prometheus: Prometheus, topology: Topology) -> None:
    """Each name in a rule or a dashboard is exported, or stands in the list of those that appear later (M1, M6)."""
    names = set(METRIC.findall("\n".join([*of_rules(topology), *of_grafana(), *of_staff()])))
    there = set(prometheus.api("label/__name__/values"))

    assert len(names) > 60
    assert names - there - set(LATER) == set(), "nobody exports them"


def test_the_kube_namespace_label_is_the_stacks(prometheus: Prometheus, kube: Kube) -> None:
    """The series say which stack they are of, for those who read several (design)."""
    config = prometheus.api("status/config")["yaml"]

    assert f"stack: {kube.namespace}" in config
