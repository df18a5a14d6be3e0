"""Numbered tasks under way: `manage.py prove_delivery` in a web pod, and how far it has come."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass

from tests.infra.support.kube import Kube
from tests.infra.support.postgres import Postgres
from tests.infra.support.redis import PASSWORDS, asking
from tests.infra.support.waiting import wait_until
from topology.model.vocabulary import Role
from topology.render.app_environment import redis_address

#: a broken platform works them off within this, or not at all
DEADLINE_SECONDS = 1_500
#: what a killed worker held comes back after the visibility timeout of the largest stack file, and takes a moment
SETTLED_SECONDS = 900
COMMAND = ("python", "manage.py", "prove_delivery", "--json")
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
        self._kube, self._postgres, self._queue = kube, postgres, queue
        self._broker = redis_address(Role.REDIS_BROKER, 0)
        self._command = (
            *COMMAND, "--keep", f"--run={self.run}", f"--queue={queue}",
            f"--tasks={tasks}", f"--milliseconds={milliseconds}", f"--deadline={DEADLINE_SECONDS}",
        )  # fmt: skip
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._sent = False
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
        assert self._sent, f"run {self.run} has not come to an end: {self.done()} of {self.tasks} are done"
        wait_until(
            self._left_in_the_broker,
            lambda left: left == {"waiting": 0, "unacknowledged": 0},
            seconds=SETTLED_SECONDS,
            what="every message of the queue is acknowledged: a repeated delivery may come after the last effect",
            poll=2,
        )
        counted = self._kube.exec("deploy/web", *COMMAND, "--count", f"--run={self.run}", check=False)
        return Sum(**counted.json())

    def _left_in_the_broker(self) -> dict[str, int]:
        """Messages in the queue, and messages of all queues that a worker holds."""
        commands = (f"LLEN {self._queue}", "HLEN unacked")
        question = asking(self._broker, *commands, password=PASSWORDS[Role.REDIS_BROKER])
        ((waiting, held),) = self._kube.inside("redis_ask.py", question)
        return {"waiting": waiting["value"], "unacknowledged": held["value"]}

    def _send(self) -> None:
        try:
            ran = self._kube.exec("deploy/web", *self._command, seconds=DEADLINE_SECONDS + 30, check=False)
            if not ran.out.strip():
                raise AssertionError(f"prove_delivery: exit status {ran.status}\n{ran.err[-2000:]}")
            self._sent = True
        except Exception as error:  # noqa: BLE001  (a thread's error is the test's, in `sum`)
            self._error = error
