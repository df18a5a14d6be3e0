"""Playbooks, as data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tree import ANSIBLE, PLAYBOOKS, name_of, plays, read


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=name_of)
def test_every_play_stops_at_the_first_failure(playbook: Path) -> None:
    """No play goes on after a failed task: half a cluster is worse than none."""
    for play in plays(playbook):
        assert play.get("any_errors_fatal") is True, play["name"]
        assert play.get("max_fail_percentage") == 0, play["name"]


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=name_of)
def test_no_play_gathers_facts(playbook: Path) -> None:
    """Facts come from the topology; asking the machine for all of its own costs seconds in every run."""
    assert all(play.get("gather_facts") is False for play in plays(playbook))


def test_site_only_imports() -> None:
    """site.yml is a table of contents, in the order in which the phases need each other."""
    entries = read(ANSIBLE / "playbooks" / "site.yml")
    order = [entry["ansible.builtin.import_playbook"] for entry in entries]
    assert order == ["machine.yml", "cluster.yml", "images.yml", "addons.yml"]


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=name_of)
def test_playbook_is_one_to_ansible(playbook: Path, tmp_path: Path) -> None:
    """Ansible itself reads it and what it includes statically; nothing is run (O1)."""
    program = Path(sys.executable).parent / "ansible-playbook"
    home = {"ANSIBLE_CONFIG": str(ANSIBLE / "ansible.cfg"), "ANSIBLE_HOME": str(tmp_path)}
    done = subprocess.run(
        [program, "--syntax-check", playbook],
        env={**os.environ, **home},
        # Its own: Ansible refuses one that another program has made non-blocking, as a browser's driver does.
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
