"""A process of the embedded cluster is killed (T: MTTR 5 min)."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from testinfra.host import Host

from tests.infra.cluster.test_node import PROCESSES, SUPERVISOR
from tests.infra.support.kube import Kube
from tests.infra.support.site import Site
from tests.infra.support.waiting import wait_until

RESTART_SECONDS = 60
SERVING_SECONDS = 120


def state_of(machine: Host, process: str) -> tuple[str, int | None]:
    """State and pid, as the supervisor tells them."""
    supervisorctl = Path(sys.executable).parent / "supervisorctl"
    words = machine.run("%s -s %s status %s", str(supervisorctl), SUPERVISOR, process).stdout.split()
    pid = int(words[words.index("pid") + 1].rstrip(",")) if "pid" in words else None
    return words[1], pid


@pytest.mark.parametrize("process", PROCESSES)
def test_a_killed_process_is_restarted(machine: Host, kube: Kube, site: Site, process: str) -> None:
    """Each comes back by itself with a new pid, and the shop serves and the API answers afterwards (T)."""
    _, before = state_of(machine, process)
    assert before is not None
    os.kill(before, signal.SIGKILL)

    wait_until(
        lambda: state_of(machine, process),
        lambda seen: seen[0] == "RUNNING" and seen[1] not in (None, before),
        seconds=RESTART_SECONDS,
        what=f"{process} runs again",
    )
    wait_until(
        lambda: kube.run("get", "--raw", "/readyz", check=False).out, lambda out: out == "ok",
        seconds=SERVING_SECONDS, what="the API is ready",
    )  # fmt: skip
    wait_until(lambda: site.get("/").status_code, lambda s: s == 200, seconds=SERVING_SECONDS, what="a page")
