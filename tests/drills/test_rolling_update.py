"""Rolling updates lose no request (W1: graceful drain; T: 99.9 %)."""

from __future__ import annotations

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.site import Site
from tests.infra.support.visitor import Visitor

ROLLOUT_SECONDS = 420
LEAST_REQUESTS = 50


@pytest.mark.parametrize("deployment", ["web", "edge", "pooler-rw", "pooler-ro"])
def test_a_rolling_restart_loses_no_request(kube: Kube, site: Site, deployment: str) -> None:
    """All pods of a tier are replaced under traffic that no cache answers, and every answer is a page (W1, W4, D2)."""
    names = {pod["metadata"]["name"] for pod in kube.pods(deployment)}
    with Visitor(site) as visitor:
        kube.run("rollout", "restart", f"deployment/{deployment}", "-n", kube.namespace)
        status = [
            "rollout",
            "status",
            f"deployment/{deployment}",
            "-n",
            kube.namespace,
            f"--timeout={ROLLOUT_SECONDS}s",
        ]
        kube.run(*status, seconds=ROLLOUT_SECONDS + 10)
        visitor.wait_for(LEAST_REQUESTS)

    assert not names & {pod["metadata"]["name"] for pod in kube.pods(deployment)}, "not every pod was replaced"
    assert visitor.failures == [], visitor.summary()
