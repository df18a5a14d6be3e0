"""Roles, as data: each rule holds for roles that do not exist yet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tree import ANSIBLE, ROLES, TASK_FILES, action_of, inventory, name_of, read, specs, tasks

INCLUDES = {"include_tasks", "import_tasks", "include_role", "import_role"}
ADDRESS = re.compile(r"(?<![\d.])(\d{1,3}\.){3}\d{1,3}")
# Not facts of a deployment: loopback and "everywhere".
ANYWHERE = {"127.0.0.1", "127.0.0.0", "0.0.0.0"}  # noqa: S104  (compared with, nothing binds to it)
LINE_LIMIT = 60


def role_name(role: Path) -> str:
    return role.name


@pytest.mark.parametrize("role", ROLES, ids=role_name)
def test_role_states_its_arguments(role: Path) -> None:
    """Every role, and every entry point a playbook calls, has a contract with a description for each option."""
    for entry, options in specs(role).items():
        assert (role / "tasks" / f"{entry}.yml").exists(), f"{entry} is specified but there is no such task file"
        for name, option in options.items():
            assert option.get("description"), f"{role.name}/{entry}: {name} has no description"


@pytest.mark.parametrize("role", ROLES, ids=role_name)
def test_defaults_are_the_optional_arguments(role: Path) -> None:
    """defaults/main.yml holds exactly the options that are not required: none undocumented, none missing."""
    file = role / "defaults" / "main.yml"
    defaults = set(read(file) or {}) if file.exists() else set()
    optional = {name for name, option in specs(role)["main"].items() if not option.get("required")}
    assert defaults == optional


@pytest.mark.parametrize("role", ROLES, ids=role_name)
def test_main_is_a_table_of_contents(role: Path) -> None:
    """tasks/main.yml only includes."""
    assert {action_of(task) for task in tasks(read(role / "tasks" / "main.yml"))} <= INCLUDES


@pytest.mark.parametrize("file", TASK_FILES, ids=name_of)
def test_task_file_is_short(file: Path) -> None:
    """A task file does one thing."""
    assert len(file.read_text().splitlines()) <= LINE_LIMIT


@pytest.mark.parametrize("file", TASK_FILES, ids=name_of)
def test_every_task_has_a_name(file: Path) -> None:
    """The name is what a person reads when it fails."""
    assert all(task.get("name") for task in tasks(read(file)))


@pytest.mark.parametrize("role", ROLES, ids=role_name)
def test_role_holds_no_address(role: Path) -> None:
    """Addresses are facts of the topology; a second copy would drift."""
    for file in (path for path in role.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        found = {match.group() for match in ADDRESS.finditer(file.read_text())} - ANYWHERE
        assert not found, f"{name_of(file)}: {sorted(found)}"


@pytest.mark.parametrize("file", TASK_FILES, ids=name_of)
def test_every_wait_has_a_deadline(file: Path) -> None:
    """Nothing waits for ever."""
    for task in tasks(read(file)):
        if "until" in task:
            assert {"retries", "delay"} <= task.keys(), task["name"]
        if action_of(task) == "wait_for":
            assert "timeout" in task["ansible.builtin.wait_for"], task["name"]
        words = str(task.get("ansible.builtin.command", {}))
        if re.search(r"\bkubectl\b", words) and re.search(r"'(wait|rollout)'", words):
            assert "--timeout=" in words, task["name"]


def test_machine_facts_are_what_the_roles_ask_for() -> None:
    """Every fact a role requires is in the inventory or is a place of the machine, and no place is unused."""
    places: dict[str, Any] = read(ANSIBLE / "playbooks" / "group_vars" / "machine.yml")
    options = {name for role in ROLES for entry in specs(role).values() for name in entry}
    asked = {name for name in options if name.startswith("rushhour_")}
    given = set(inventory("local"))
    assert not asked - given - set(places), "required by a role, given by nobody"
    assert not given & set(places), "two homes"
    used = asked | set(re.findall(r"rushhour_\w+", " ".join(map(str, places.values()))))
    assert set(places) <= used, "a place no role asks for"


@pytest.mark.parametrize("stack", ["local", "production"])
def test_every_stack_has_an_inventory(stack: str) -> None:
    """The same facts for every stack file, so that no playbook fails on one only."""
    assert inventory(stack).keys() == inventory("local").keys()
    assert inventory(stack)["rushhour_stack"] == stack
