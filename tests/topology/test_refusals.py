"""Bad stack files are refused before anything changes, each with its own rule and a way to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.topology.stack import FITS_EMBEDDED, problems_of, write_stack

LITTLE = {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"cpu": "1", "memory": "64Mi"}}

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

BAD: list[tuple[str, str, dict[str, Any]]] = [
    ("T101", "web.replicsa", {"web": {"replicsa": 3}}),
    ("T101", "wbe", {"wbe": {"replicas": 3}}),
    ("T101", "workers.email.replica", {"queues": ["email"], "workers": {"email": {"replica": 1}}}),
    ("T101", "redis.cache.resources.limits.memroy", {"redis": {"cache": {"resources": {"limits": {"memroy": "1Gi"}}}}}),
    ("T102", "web.replicas", {"web": {"replicas": -1}}),
    ("T102", "web.replicas", {"web": {"replicas": "3"}}),
    ("T102", "worker.replicas", {"worker": {"replicas": 0}}),
    ("T102", "postgres.storage", {"postgres": {"storage": "10GB"}}),
    ("T102", "web.resources.limits.cpu", {"web": {"resources": {"limits": {"cpu": "-1"}}}}),
    ("T102", "site.domain", {"site": {**FITS_EMBEDDED["site"], "domain": "not a host"}}),
    ("T102", "redis.cache.eviction", {"redis": {"cache": {"eviction": "lru"}}}),
    ("T102", "queues[0]", {"queues": ["emial", "email"], "workers": {"email": {}}}),
    ("T201", "queues[1]", {"queues": ["email", "media"], "workers": {"email": {}}}),
    ("T202", "workers.media", {"queues": ["email"], "workers": {"email": {}, "media": {}}}),
    ("T203", "workers.email.timeLimitSeconds", {"queues": ["email"], "workers": {"email": {"timeLimitSeconds": 3600}}}),
    ("T204", "workers.email.softTimeLimitSeconds",
     {"queues": ["email"], "workers": {"email": {"softTimeLimitSeconds": 300}}}),
    ("T205", "workers.email.autoscale.min",
     {"queues": ["email"], "workers": {"email": {"autoscale": {"min": 9, "max": 3}}}}),
    ("T206", "workers.email.replicas", {"queues": ["email"], "workers": {"email": {"replicas": 30}}}),
    ("T207", "workers.email.autoscale.scaleDownBelow",
     {"queues": ["email"], "workers": {"email": {"autoscale": {"scaleDownBelow": 100}}}}),
    ("T301", "postgres.poolerRw.poolSize", {"postgres": {"poolerRw": {"poolSize": 100}}}),
    ("T301", "postgres.poolerRo.poolSize", {"postgres": {"poolerRo": {"poolSize": 150}}}),
    ("T302", "postgres.poolerRo.maxClientConnections", {"postgres": {"poolerRo": {"maxClientConnections": 300}}}),
    # Counted at the autoscaler's upper bound, not at the number it starts with.
    ("T302", "postgres.poolerRo.maxClientConnections",
     {"worker": {"autoscale": {"max": 30}},
      "postgres": {"poolerRw": {"maxClientConnections": 9000}, "poolerRo": {"maxClientConnections": 2000}}}),
    ("T303", "web.pool.minSize", {"web": {"pool": {"minSize": 30, "maxSize": 20}}}),
    ("T401", "redis.cache.resources.limits.memory", {"redis": {"cache": {"maxMemory": "64Mi", "resources": LITTLE}}}),
    ("T402", "redis.broker.eviction", {"redis": {"broker": {"eviction": "allkeys-lru"}}}),
    ("T403", "redis.broker.persistence", {"redis": {"broker": {"persistence": "none"}}}),
    ("T404", "redis.sessions.shards", {"redis": {"sessions": {"shards": 2}}}),
    ("T405", "redis.maxConnections", {"redis": {"maxConnections": 1000}}),
    ("T405", "worker.autoscale.max",
     {"worker": {"autoscale": {"max": 45}},
      "postgres": {"poolerRw": {"maxClientConnections": 50_000}, "poolerRo": {"maxClientConnections": 50_000}}}),
    ("T501", "web.autoscaling.minReplicas", {"web": {"autoscaling": {"minReplicas": 9, "maxReplicas": 3}}}),
    ("T502", "images.registry", {"cluster": {"substrate": "kubeconfig"}}),
    ("T503", "site.httpPort", {"site": {"httpsPort": 8443, "httpPort": 8443}}),
    ("T504", "edge.serviceType", {"edge": {"serviceType": "LoadBalancer"}}),
    ("T505", "site.httpsPort", {"site": {"httpsPort": 443, "httpPort": 8080}}),
    ("T506", "postgres.instances", {"postgres": {"instances": 1}}),
    ("T507", "postgres.synchronousReplicas", {"postgres": {"instances": 2, "synchronousReplicas": 2}}),
    ("T801", "monitoring.alerts.emails", {"monitoring": {"alerts": {"emails": ["ops@example.com"]}}}),
    ("T802", "messages.mailServer.port",
     {"messages": {"mailServer": {"host": "mail.example.com", "port": 2465, "implicitTls": True},
                   "operatorsEmail": "ops@example.com"}}),
    ("T803", "messages.gatewayCa", {"messages": {"gatewayCa": CERTIFICATE}}),
    ("T804", "monitoring.tracing.namespace", {"monitoring": {"tracing": {"namespace": "tracing"}}}),
    ("T601", "web.resources.requests.memory",
     {"web": {"resources": {"requests": {"memory": "8Gi"}}}}),
    ("T102", "fieldEncryption.generations", {"fieldEncryption": {"generations": 0}}),
    ("T701", "fieldEncryption.sealing", {"fieldEncryption": {"generations": 2, "sealing": 3}}),
    ("T208", "queues[1]", {"queues": ["email", "email"], "workers": {"email": {}}}),
    ("T102", "caching.coldSeconds", {"caching": {"coldSeconds": 10**40}}),
    ("T102", "caching.layers.cdnSeconds", {"caching": {"layers": {"cdnSeconds": 31_536_001}}}),
    ("T102", "catalogue.seed", {"catalogue": {"seed": 10**40}}),
    ("T102", "celery.resultExpiresSeconds", {"celery": {"resultExpiresSeconds": 10**40}}),
    ("T102", "web.maxRequests", {"web": {"maxRequests": 10**40}}),
    ("T702", "fieldEncryption.retired", {"fieldEncryption": {"generations": 2, "retired": 2}}),
    ("T702", "fieldEncryption.retired", {"fieldEncryption": {"generations": 2, "sealing": 1, "retired": 1}}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "where", "keys"), BAD, ids=[f"{rule}-{where}" for rule, where, _ in BAD])
def test_a_bad_value_is_refused_at_its_place(tmp_path: Path, rule: str, where: str, keys: dict[str, Any]) -> None:
    """Exactly one problem, with the rule's id, the key's path, and all four parts of the message."""
    problems = problems_of(write_stack(tmp_path, **keys))

    assert [(p.id, p.where.split("rushhour:")[1]) for p in problems] == [(rule, where)], problems
    assert all([problems[0].what, problems[0].why, problems[0].fix])


def test_the_least_stack_file_is_accepted(tmp_path: Path) -> None:
    """The table above varies a file that is valid by itself, else its single problems would prove nothing."""
    assert problems_of(write_stack(tmp_path)) == []


def test_every_problem_is_listed_at_once(tmp_path: Path) -> None:
    """Problems of reading, of single values and of rules that span values come in one reading."""
    path = write_stack(
        tmp_path,
        objectStoreSecretKey="in plain sight",
        web={"replicas": -1, "proceses": 2},
        redis={"broker": {"eviction": "allkeys-lru"}},
    )

    assert {p.id for p in problems_of(path)} == {"T005", "T101", "T102", "T402"}


def test_a_misspelt_key_is_answered_with_the_right_one(tmp_path: Path) -> None:
    """The fix names the key that was probably meant, with the line it stands on."""
    (problem,) = problems_of(write_stack(tmp_path, postgres={"instnaces": 3}))

    assert problem.fix == "write `instances`"
    assert problem.where.startswith(f"{tmp_path}/Pulumi.test.yaml:")
    line = int(problem.where.split(":")[1].split()[0])
    assert "instnaces" in (tmp_path / "Pulumi.test.yaml").read_text().splitlines()[line - 1]


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """YAML would silently keep the last one."""
    path = tmp_path / "Pulumi.test.yaml"
    path.write_text(
        write_stack(tmp_path).read_text() + "  rushhour:web: {replicas: 2}\n  rushhour:web: {replicas: 9}\n"
    )

    assert [p.id for p in problems_of(path)] == ["T004"]
