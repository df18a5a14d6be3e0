"""Read the playbooks and roles as plain data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ANSIBLE = Path(__file__).resolve().parents[1]
ROLES = sorted(path for path in (ANSIBLE / "roles").iterdir() if path.is_dir())
PLAYBOOKS = sorted((ANSIBLE / "playbooks").glob("*.yml"))
TASK_FILES = sorted((ANSIBLE / "roles").glob("*/tasks/**/*.yml"))
Task = dict[str, Any]


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """A file's path below infra/ansible, for test ids."""
    return str(path.relative_to(ANSIBLE))


def plays(path: Path) -> list[Task]:
    """The plays of a playbook that are its own, not imported."""
    return [play for play in read(path) if "hosts" in play]


def tasks(entries: list[Task]) -> Iterator[Task]:
    """Every task of a list, those inside blocks too."""
    for entry in entries or []:
        yield entry
        for part in ("block", "rescue", "always"):
            yield from tasks(entry.get(part, []))


def action_of(task: Task) -> str:
    """Name of the module a task calls, without its collection."""
    known = {"name", "when", "loop", "loop_control", "register", "vars", "changed_when", "failed_when", "no_log"}
    known |= {"block", "rescue", "always", "until", "retries", "delay", "environment", "tags", "args", "check_mode"}
    names = [key for key in task if key not in known]
    assert len(names) <= 1, f"{task.get('name')}: more than one action {names}"
    return names[0].rpartition(".")[2] if names else "block"


def specs(role: Path) -> dict[str, dict[str, Any]]:
    """Options of each entry point of a role."""
    entries = read(role / "meta" / "argument_specs.yml")["argument_specs"]
    return {name: entry.get("options", {}) for name, entry in entries.items()}


def inventory(stack: str) -> dict[str, Any]:
    """Variables of the group machine, as the inventory script prints them."""
    done = subprocess.run(
        [sys.executable, ANSIBLE / "inventory" / "hosts.py", "--list"],
        env={**os.environ, "RUSHHOUR_STACK": stack},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    variables: dict[str, Any] = json.loads(done.stdout)["machine"]["vars"]
    return variables
