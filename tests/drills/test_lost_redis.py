"""Redis pods die one at a time (C2, C3, Q5)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.redis import PASSWORDS, addresses, asking
from tests.infra.support.site import Site
from tests.infra.support.visitor import Visitor
from tests.infra.support.waiting import wait_until
from topology import Topology
from topology.model.vocabulary import Persistence, Role

READY_SECONDS = 120
REACHED_SECONDS = 60
# Pages made without a shard are slower, and the first ones find out that it is gone.
LEAST_REQUESTS = 20


def lose(kube: Kube, role: Role) -> None:
    """Delete the role's first pod and wait for the new one."""
    name = f"{role}-0"
    kube.run("delete", "pod", name, "-n", kube.namespace, "--wait=true", seconds=READY_SECONDS)
    kube.wait_for_rollout(f"statefulset/{role}", seconds=READY_SECONDS)


def ask(kube: Kube, topology: Topology, role: Role, *commands: str) -> list[dict[str, Any]]:
    """The first server's answers."""
    (answers,) = kube.inside("redis_ask.py", asking(addresses(topology, role)[0], *commands, password=PASSWORDS[role]))
    return list(answers)


@pytest.mark.parametrize("role", list(PASSWORDS))
def test_the_site_survives_a_lost_redis(kube: Kube, site: Site, topology: Topology, role: Role) -> None:
    """While the pod is away every page is answered; what was to persist is there afterwards (C2, C3, Q5)."""
    key, value = f"verify:{uuid.uuid4().hex}", uuid.uuid4().hex
    ask(kube, topology, role, f"SET {key} {value} EX 600")
    with Visitor(site) as visitor:
        lose(kube, role)
        visitor.wait_for(LEAST_REQUESTS)
    # A new pod has a new address: name service and policies follow it.
    (found,) = wait_until(
        lambda: ask(kube, topology, role, f"GET {key}"),
        lambda answers: "value" in answers[0],
        seconds=REACHED_SECONDS,
        what=f"{role} answers the app again",
    )
    ask(kube, topology, role, f"DEL {key}")
    persists = topology.redis.by_role()[role].persistence is not Persistence.NONE

    assert found["value"] == (value if persists else None)
    assert visitor.failures == [], visitor.summary()


def test_shards_share_again_after_a_loss(kube: Kube, topology: Topology) -> None:
    """The shard that came back empty takes its keys again, without a restart of anything else (C2)."""
    lose(kube, Role.REDIS_CACHE)
    report = wait_until(
        lambda: kube.inside("spread_keys.py", 90),
        lambda report: report["written"] == 90,
        seconds=REACHED_SECONDS,
        what="all shards take keys",
    )

    assert report["misplaced"] == []
    assert min(report["per_shard"].values()) > 0, report
