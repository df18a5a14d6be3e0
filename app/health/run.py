"""Run checks side by side, each with a time limit: one that hangs costs its limit and hides no other."""

import threading
import time
from collections.abc import Iterable

from django.db import connections

from health.answers import Answer, Check, Finding, State

#: seconds that a check may take
LIMIT_SECONDS = 5.0


def run(asked: Iterable[tuple[str, Check, bool]], *, seconds: float = LIMIT_SECONDS) -> list[Answer]:
    """Answers in the order of the checks, after at most about `seconds`.

    Threads that still hang are left behind; they are daemons and do not keep the process from ending.
    """
    running = [_Running(*each) for each in asked]
    deadline = time.monotonic() + seconds
    for each in running:
        each.thread.join(max(0.0, deadline - time.monotonic()))
    return [each.answer(seconds) for each in running]


class _Running:
    def __init__(self, name: str, check: Check, required: bool) -> None:
        self.name, self.check, self.required = name, check, required
        self.finding: Finding | None = None
        self.began = time.monotonic()
        self.took = 0.0
        self.thread = threading.Thread(target=self._work, name=f"health {name}", daemon=True)
        self.thread.start()

    def _work(self) -> None:
        try:
            finding = self.check()
        except Exception as error:  # noqa: BLE001  (whatever it is: the thing is not well, and this is why)
            finding = Finding(False, f"{type(error).__name__}: {' '.join(str(error).split())}")
        finally:
            connections.close_all()
        self.took, self.finding = time.monotonic() - self.began, finding

    def answer(self, limit: float) -> Answer:
        finding, took = self.finding, self.took
        if finding is None:
            finding, took = Finding(False, f"no answer within {limit:g} s"), limit
        state = State.OK if finding.well else State.FAILED if self.required and not finding.spares else State.DEGRADED
        return Answer(self.name, state, finding.detail, round(took, 2))
