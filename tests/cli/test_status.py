"""One screen that tells the truth also when half of the cluster is missing."""

import argparse
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from cli import facts as facts_module
from cli import kubectl, venv
from cli.commands import logs, preflight, status
from cli.errors import Failure
from cli.facts import Facts


def workload(name: str, wanted: int, ready: int | None) -> dict[str, Any]:
    """A Deployment as the API server describes it: no `readyReplicas` while none is ready."""
    state = {} if ready is None else {"readyReplicas": ready}
    return {"metadata": {"name": name}, "spec": {"replicas": wanted}, "status": state}


@pytest.mark.parametrize(("wanted", "ready", "well"), [(2, 2, True), (2, 1, False), (2, None, False), (0, None, True)])
def test_workload_is_well_when_all_wanted_pods_are_ready(wanted: int, ready: int | None, well: bool) -> None:
    """Scaled to nothing is well, too."""
    fine, line = status.workload(workload("web", wanted, ready))

    assert fine is well
    assert line.split() == ["web", f"{ready or 0}/{wanted}", "ready"]


def test_postgres_names_its_primary(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator's own words, the primary and the number of replicas."""
    cluster = {
        "metadata": {"name": "postgres"},
        "spec": {"instances": 2},
        "status": {"readyInstances": 1, "currentPrimary": "postgres-2", "phase": "Failing over"},
    }
    monkeypatch.setattr(kubectl, "get", lambda *_: [cluster])

    [(fine, line)] = list(status.postgres(facts))

    assert not fine
    assert line.split(maxsplit=1)[1] == "1/2 ready, primary postgres-2, 1 replica(s); Failing over"


def test_section_that_cannot_be_asked_does_not_hide_the_others(
    facts: Facts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cluster without the operator still shows its workloads, and the command fails."""

    def get(_facts: Facts, kind: str) -> list[dict[str, Any]]:
        if kind.startswith("clusters"):
            raise Failure("no such resource")
        return [workload("web", 1, 1)] if kind == kubectl.WORKLOADS else []

    monkeypatch.setattr(venv, "ready", lambda: True)
    monkeypatch.setattr(facts_module, "read", lambda _: facts)
    monkeypatch.setattr(kubectl, "answers", lambda _: True)
    monkeypatch.setattr(kubectl, "get", get)
    monkeypatch.setattr(status, "answer", lambda _: "200")

    code = status.run(argparse.Namespace(stack="local"))

    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert (code, shown) == (1, ["✓ web 1/1 ready", "✗ no such resource", "✓ https://localhost:8443 200"])


def test_empty_namespace_is_a_fault(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing to count is not the same as everything well."""
    monkeypatch.setattr(kubectl, "get", lambda *_: [])

    assert list(status.workloads(facts)) == [(False, "nothing runs in the namespace rushhour")]


@pytest.mark.parametrize("command", [status, preflight])
def test_silent_cluster_is_told_with_what_to_do(
    facts: Facts, monkeypatch: pytest.MonkeyPatch, command: ModuleType
) -> None:
    """Commands that only look say the same of a cluster that does not answer; the fix is one its owner can follow."""
    monkeypatch.setattr(venv, "ready", lambda: True)
    monkeypatch.setattr(kubectl, "answers", lambda _: False)

    for stack, fix in ((facts, "make logs ROLE=cluster"), (replace(facts, embedded=False), "Pulumi.local.yaml")):
        monkeypatch.setattr(facts_module, "read", lambda _, stack=stack: stack)
        with pytest.raises(Failure, match="the cluster of the stack local does not answer") as failure:
            command.run(argparse.Namespace(stack="local"))
        assert fix in failure.value.fix


@pytest.mark.parametrize("command", [status, preflight, logs])
def test_checkout_without_a_stack_is_told_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch, command: ModuleType
) -> None:
    """Without the Python environment nothing can be up, and the stack file cannot even be read."""
    monkeypatch.setattr(venv, "ready", lambda: False)

    with pytest.raises(Failure, match="nothing is up in this checkout") as failure:
        command.run(argparse.Namespace(stack="local", role="web"))

    assert failure.value.fix == "make up"
