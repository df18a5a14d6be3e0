"""The preflight's expressions, as Ansible evaluates them (O1): also where the cluster has not answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template
from preflight_seen import said
from tree import ANSIBLE, inventory, read, tasks

ROLE = ANSIBLE / "roles/preflight"
SILENT = said("", 1, "Unable to connect to the server")


def trusted(value: Any) -> Any:
    """The same, with every text marked as a template, as Ansible does with what it reads from files."""
    if isinstance(value, dict):
        return {key: trusted(each) for key, each in value.items()}
    if isinstance(value, list):
        return [trusted(each) for each in value]
    return trust_as_template(value) if isinstance(value, str) else value


def templar(**more: Any) -> Templar:
    """With the facts of the local stack, the role's own variables, and what tasks have registered."""
    facts = inventory("local")
    places = read(ANSIBLE / "playbooks/group_vars/machine.yml")
    own = {**places, **read(ROLE / "defaults/main.yml"), **read(ROLE / "vars/main.yml")}
    variables = {**trusted(own), **facts, "ansible_playbook_python": "python3", "role_path": str(ROLE), **more}
    return Templar(loader=DataLoader(), variables=variables)


def task(file: str, name: str) -> dict[str, Any]:
    """A task by its name."""
    [found] = [each for each in tasks(read(ROLE / "tasks" / file)) if each["name"] == name]
    return found


def argv(file: str, name: str, **more: Any) -> list[str]:
    """What the task would run."""
    found = task(file, name)
    own = trusted(found.get("vars", {}))
    words: list[str] = templar(**own, **more).template(trusted(found["ansible.builtin.command"]["argv"]))
    return words


def test_kubectl_has_limits_and_the_stacks_namespace() -> None:
    """A hanging API server costs its limit, not the deploy (O1)."""
    words = argv("nodes.yml", "Ask for the nodes")
    assert words[:2] == ["timeout", "40"]
    assert "--request-timeout=20s" in words
    assert "--namespace=rushhour" in words
    assert words[-3:] == ["get", "nodes", "--output=json"]


@pytest.mark.parametrize(
    ("cluster", "pod"),
    [(said({"status": {"currentPrimary": "postgres-2"}}), "postgres-2"), (said({}), "none"), (SILENT, "none")],
)
def test_the_primary_is_asked_wherever_it_is(cluster: dict[str, Any], pod: str) -> None:
    """A cluster that is new, or silent, gives a name that no pod has: a line of the report, no broken task (O1)."""
    assert pod in argv("postgres.yml", "Ask the primary how far its replicas are", preflight_postgres=cluster)


@pytest.mark.parametrize(("nodes", "count"), [(said({"items": [{"metadata": {"name": "one"}}]}), 1), (SILENT, 0)])
def test_each_node_that_there_is_is_asked(nodes: dict[str, Any], count: int) -> None:
    """None where the cluster is silent (O1)."""
    loop = trusted(task("nodes.yml", "Ask each for its disk and memory")["loop"])
    assert len(templar(preflight_nodes=nodes).template(loop)) == count


@pytest.mark.parametrize(
    ("status", "over"),
    [
        ({"phase": "Succeeded"}, True),
        ({"phase": "Failed"}, True),
        ({"phase": "Pending"}, False),
        ({"phase": "Pending", "waiting": {"reason": "ErrImagePull"}}, True),
    ],
)
def test_the_wait_ends_when_the_pod_has_or_cannot_begin(status: dict[str, Any], over: bool) -> None:
    """As kubectl prints it, indented (O1)."""
    until = trusted(task("release.yml", "Wait until it has ended, or cannot begin")["until"])
    printed = {"stdout": json.dumps({"status": status}, indent=4)}
    assert templar(preflight_ended=printed).evaluate_conditional(until) is over


@pytest.mark.parametrize(("verdict", "stops"), [("ok", False), ("warn", False), ("stop", True)])
def test_only_a_stop_fails_the_play(verdict: str, stops: bool) -> None:
    """The numbers before the verdict name all three (O1)."""
    when = trusted(task("report.yml", "Stop here, before anything is changed")["when"])
    printed = {"stdout": f"preflight (1 ok, 0 warn, 0 stop): {verdict}"}
    assert templar(preflight_judged=printed).evaluate_conditional(when) is stops


def test_what_was_skipped_does_not_break_the_report() -> None:
    """Where the pod could not be made, its tasks have registered nothing (O1)."""
    named = ("nodes", "stats", "workloads", "health", "postgres", "replicas", "days", "images", "manifest", "started")
    registered = {f"preflight_{name}": SILENT for name in named}
    found = task("report.yml", "Judge what was seen")
    given = templar(**registered, preflight_deployed={}).template(trusted(found["vars"]["preflight_seen"]))
    assert (given["image"], given["pod"], given["release"], given["stats"]) == ("", {}, {}, [])
    assert given["limits"]["backup_hours"] == 26
