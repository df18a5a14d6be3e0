"""Print what a person wants to follow: one line per role and task file, with seconds and what changed."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: progress
type: stdout
short_description: one line per role and task file, with seconds
description: A step is one task file of one role. Its line appears when it starts and is completed when it ends.
extends_documentation_fragment: [default_callback]
"""

SLOW_ITEM_SECONDS = 5.0
"""A loop item or task slower than this gets its own line, so that a long step shows that it is alive."""

RETRIES_PER_NOTE = 10
"""A wait tells what it last saw every so many tries."""

FIRST_LINES, LAST_LINES = 10, 30
"""How much of a long failure is shown: what it is about, and how it ended."""

SILENT_ACTIONS = ("include_tasks", "include_role", "include_vars", "validate_argument_spec")
"""Actions that only lead to the ones a person follows."""


class CallbackModule(CallbackBase):
    """Group task results into steps."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "progress"

    def __init__(self) -> None:
        super().__init__()
        self._step: str | None = None
        self._step_started = 0.0
        self._since = 0.0
        self._changed = 0
        self._line_open = False
        self._run_started = time.monotonic()
        self._live = sys.stdout.isatty()

    # -- steps -------------------------------------------------------------------------------------------------

    def _begin(self, step: str) -> None:
        self._end()
        self._step, self._step_started, self._changed = step, time.monotonic(), 0
        if self._live:
            self._write(f"  {step} ... ", newline=False)
            self._line_open = True

    def _end(self) -> None:
        if self._step is None:
            return
        seconds = time.monotonic() - self._step_started
        changed = f"  {self._changed} changed" if self._changed else ""
        prefix = "\r" if self._line_open else ""
        self._line_open = False
        self._write(f"{prefix}  {self._step:<44} {seconds:6.1f} s{changed}")
        self._step = None

    def _write(self, text: str, newline: bool = True) -> None:
        sys.stdout.write(text + ("\n" if newline else ""))
        sys.stdout.flush()

    def _note(self, text: str) -> None:
        if self._line_open:
            self._write("")
            self._line_open = False
        self._write(f"      {text}")

    # -- events ------------------------------------------------------------------------------------------------

    def v2_playbook_on_play_start(self, play: Any) -> None:
        self._end()

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        self._since = time.monotonic()
        step = _step_of(task)
        if step and step != self._step:
            self._begin(step)

    def v2_runner_on_ok(self, result: Any) -> None:
        if result._result.get("changed"):
            self._changed += 1
        seconds = time.monotonic() - self._since
        if seconds > SLOW_ITEM_SECONDS and "results" not in result._result:
            self._note(f"{result._task.get_name()}: {seconds:.1f} s")

    def v2_runner_item_on_ok(self, result: Any) -> None:
        seconds = time.monotonic() - self._since
        self._since = time.monotonic()
        if seconds > SLOW_ITEM_SECONDS:
            self._note(f"{_label(result)}: {seconds:.1f} s")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        if ignore_errors:
            return
        self._note(f"FAILED {result._task.get_name()} ({_where(result._task)})")
        for line in _reasons(result._result):
            self._note(f"  {line}")

    def v2_runner_item_on_failed(self, result: Any) -> None:
        self._note(f"FAILED {_label(result)}")

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self.v2_runner_on_failed(result)

    def v2_runner_retry(self, result: Any) -> None:
        seen = result._result
        if int(seen.get("attempts", 0)) % RETRIES_PER_NOTE:
            return
        last = seen.get("stderr") or seen.get("stdout") or seen.get("msg") or "no output"
        self._note(f"waiting, {seen.get('attempts')} tries so far: {str(last).strip()[-200:]}")

    def v2_playbook_on_no_hosts_matched(self) -> None:
        """A play for the other kind of cluster: nothing to say."""

    def v2_playbook_on_stats(self, stats: Any) -> None:
        self._end()
        changed = sum(stats.changed.values())
        failed = sum(stats.failures.values()) + sum(stats.dark.values())
        verdict = "failed" if failed else "done"
        self._write(f"  {verdict} in {time.monotonic() - self._run_started:.1f} s, {changed} changed")


def _step_of(task: Any) -> str | None:
    """Name the step a task belongs to: its role and task file. A table of contents (main.yml) is no step."""
    file = Path(task.get_path().rsplit(":", 1)[0])
    if task.action.rpartition(".")[2] in SILENT_ACTIONS or task._role is None:
        return None
    return f"{task._role.get_name()}: {file.stem.replace('_', ' ')}"


def _where(task: Any) -> str:
    """Give the task's file and line as seen from the current folder."""
    path, line = task.get_path().rsplit(":", 1)
    return f"{os.path.relpath(path)}:{line}"


def _label(result: Any) -> str:
    return str(result._result.get("_ansible_item_label", result._task.get_name()))


def _reasons(result: dict[str, Any]) -> list[str]:
    """List what a failed task said, its message first, without repeating itself."""
    if result.get("_ansible_no_log"):
        return ["the output is hidden because it may hold a secret"]
    parts = [result.get("msg"), result.get("stderr"), result.get("stdout"), result.get("module_stderr")]
    parts += [line for item in result.get("results", []) if item.get("failed") for line in _reasons(item)]
    lines: list[str] = []
    for part in parts:
        lines += [line for line in str(part or "").splitlines() if line.strip() and line not in lines]
    if len(lines) <= FIRST_LINES + LAST_LINES:
        return lines
    return [*lines[:FIRST_LINES], f"({len(lines) - FIRST_LINES - LAST_LINES} lines left out)", *lines[-LAST_LINES:]]
