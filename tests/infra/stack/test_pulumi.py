"""`pulumi up` converges, and sees what somebody changed by hand (design: one source of facts)."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.infra.conftest import ROOT
from tests.infra.support.kube import Kube, Result, execute

PULUMI_SECONDS = 600
BUDGET = "web"
DRIFTED = 0


class Pulumi:
    """The command, on this stack."""

    def __init__(self, stack: str, environment: dict[str, str]) -> None:
        self._stack, self._environment = stack, environment

    def __call__(self, *arguments: str, check: bool = True) -> Result:
        command = ["pulumi", *arguments, "--stack", self._stack, "--non-interactive", "--color", "never"]
        return execute(command, self._environment, cwd=ROOT, seconds=PULUMI_SECONDS, check=check)


@pytest.fixture(scope="module")
def pulumi(kube: Kube, stack: str, tool_environment: dict[str, str]) -> Pulumi:
    """Pulumi as a person runs it after `source .rushhour/env`."""
    return Pulumi(stack, tool_environment)


def budget(kube: Kube) -> int:
    """What the cluster says a budget allows to be away."""
    return int(kube.get("poddisruptionbudget", BUDGET)["spec"]["maxUnavailable"])


def set_budget(kube: Kube, away: int) -> None:
    """What a hurried person would do."""
    patch = json.dumps({"spec": {"maxUnavailable": away}})
    kube.run("patch", "poddisruptionbudget", BUDGET, "-n", kube.namespace, "--type=merge", "-p", patch)


def test_a_second_up_changes_nothing(pulumi: Pulumi) -> None:
    """Nothing is replaced, updated or made again when nothing was changed (design: a second up changes nothing)."""
    ran = pulumi("up", "--yes", "--skip-preview", "--expect-no-changes", check=False)

    assert ran.status == 0, ran.out[-3000:] + ran.err[-1000:]
    assert "unchanged" in ran.out


@pytest.fixture
def drift(kube: Kube) -> Iterator[int]:
    """A change by hand, undone at the end whatever happens. Its value is what was there before."""
    before = budget(kube)
    set_budget(kube, DRIFTED)
    try:
        yield before
    finally:
        if budget(kube) != before:
            set_budget(kube, before)


def test_a_change_by_hand_is_seen_and_put_right(pulumi: Pulumi, kube: Kube, drift: int) -> None:
    """`pulumi preview --refresh` names the changed object; `pulumi up --refresh` restores it (design; O4)."""
    seen = pulumi("preview", "--refresh", "--diff", "--expect-no-changes", check=False)

    assert seen.status != 0, "the drift was not noticed"
    assert "PodDisruptionBudget" in seen.out, seen.out[-3000:]

    pulumi("up", "--refresh", "--yes", "--skip-preview")

    assert budget(kube) == drift
