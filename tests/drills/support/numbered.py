"""Numbered tasks under way: `manage.py prove_delivery` in a web pod, and how far it has come."""

from __future__ import annotations

import json
import threading
import uuid
from dataclasses import dataclass
from typing import Any

from tests.infra.support.kube import Kube
from tests.infra.support.postgres import Postgres
from tests.infra.support.waiting import wait_until

#: a broken platform works them off within this, or not at all
DEADLINE_SECONDS = 1_500
#: tasks of a drill (issue: at least 10,000)
TASKS = 10_000


@dataclass(frozen=True, slots=True)
class Sum:
    """What `prove_delivery --json` counted."""

    tasks: int
    lost: int
    duplicate_effects: int
    delivered_again: int
    median_delay_seconds: float
    longest_delay_seconds: float
    took_seconds: float


class NumberedTasks:
    """`with NumberedTasks(…) as load:` sends them; leaving the block waits for the last effect and its count."""

    def __init__(
        self, kube: Kube, postgres: Postgres, queue: str, *, tasks: int = TASKS, milliseconds: int = 5
    ) -> None:
        self.tasks, self.run = tasks, uuid.uuid4()
        self._kube, self._postgres = kube, postgres
        self._command = (
            "python", "manage.py", "prove_delivery", "--json", "--keep", f"--run={self.run}", f"--queue={queue}",
            f"--tasks={tasks}", f"--milliseconds={milliseconds}", f"--deadline={DEADLINE_SECONDS}",
        )  # fmt: skip
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._answer: Any = None
        self._error: Exception | None = None

    def __enter__(self) -> NumberedTasks:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._thread.join(timeout=DEADLINE_SECONDS + 60)

    def done(self) -> int:
        """How many tasks have had their effect."""
        return int(self._postgres.value(f"SELECT count(DISTINCT number) FROM drills_effect WHERE run = '{self.run}'"))

    def wait_for(self, share: float) -> int:
        """Wait until this share of the tasks is done; how many are."""
        return wait_until(
            self.done,
            lambda done: done >= share * self.tasks or self._error is not None,
            seconds=DEADLINE_SECONDS,
            what=f"{share:.0%} of {self.tasks} numbered tasks are done",
        )

    def sum(self) -> Sum:
        """The counts, after the block.

        Raises:
            AssertionError: the command failed, or has not come to an end.
        """
        assert self._error is None, self._error
        assert self._answer is not None, (
            f"run {self.run} has not come to an end: {self.done()} of {self.tasks} are done"
        )
        return Sum(**self._answer)

    def _send(self) -> None:
        try:
            ran = self._kube.exec("deploy/web", *self._command, seconds=DEADLINE_SECONDS + 30, check=False)
            lines = [line for line in ran.out.splitlines() if line.startswith("{")]
            if not lines:
                raise AssertionError(f"prove_delivery: exit status {ran.status}\n{ran.err[-2000:]}")
            self._answer = json.loads(lines[-1])
        except Exception as error:  # noqa: BLE001  (a thread's error is the test's, in `sum`)
            self._error = error
