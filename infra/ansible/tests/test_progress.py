"""The callback progress: what a person sees of a run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tree import ANSIBLE

PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.include_role: {name: shelf}
"""
HOSTS = f"all: {{hosts: {{localhost: {{ansible_connection: local, ansible_python_interpreter: {sys.executable}}}}}}}\n"
MAIN = "- ansible.builtin.include_tasks: books.yml\n- ansible.builtin.include_tasks: empty_space.yml\n"
BOOKS = "- name: Add a book\n  ansible.builtin.command: {argv: ['true']}\n  changed_when: true\n"
EMPTY = "- name: Look for space\n  ansible.builtin.fail: {msg: no space on the shelf}\n"
HIDDEN = "- name: Read a secret\n  ansible.builtin.fail: {msg: hunter2}\n  no_log: true\n"


def run(folder: Path, last: str) -> str:
    """Run a role of two task files, the second of which fails, under the callback."""
    tasks = folder / "roles" / "shelf" / "tasks"
    tasks.mkdir(parents=True)
    (folder / "play.yml").write_text(PLAYBOOK)
    for name, content in {"main": MAIN, "books": BOOKS, "empty_space": last}.items():
        (tasks / f"{name}.yml").write_text(content)
    environment = {**os.environ, "ANSIBLE_CONFIG": str(ANSIBLE / "ansible.cfg"), "ANSIBLE_NOCOLOR": "1"}
    environment["ANSIBLE_ROLES_PATH"] = str(folder / "roles")
    (folder / "hosts.yml").write_text(HOSTS)
    program = Path(sys.executable).parent / "ansible-playbook"
    done = subprocess.run(
        [program, "--inventory", folder / "hosts.yml", folder / "play.yml"],
        env=environment,
        stdin=subprocess.DEVNULL,  # Ansible refuses an inherited one that another program made non-blocking
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    return done.stdout


def test_each_task_file_is_one_line_with_its_seconds(tmp_path: Path) -> None:
    """Steps are named by role and file, with what changed; a failure says which task, where, and why."""
    lines = [line.strip() for line in run(tmp_path, EMPTY).splitlines() if line.strip()]
    assert lines[0].startswith("shelf: books ")
    assert lines[0].endswith("s  1 changed")
    assert lines[1].startswith("FAILED shelf : Look for space (")
    assert "empty_space.yml:1" in lines[1]
    assert lines[2] == "no space on the shelf"
    assert lines[-1].startswith("failed in ")
    assert lines[-1].endswith("1 changed")


def test_a_hidden_result_stays_hidden(tmp_path: Path) -> None:
    """What a task marks no_log does not reach the screen when it fails."""
    shown = run(tmp_path, HIDDEN)
    assert "Read a secret" in shown
    assert "hunter2" not in shown
