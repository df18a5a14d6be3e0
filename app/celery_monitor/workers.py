"""Which workers are alive and what they do, by Celery's own remote control."""

from dataclasses import dataclass, field
from typing import Any

#: seconds that workers have to answer; they do within milliseconds, and nobody knows how many there are
ANSWER_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that answered. Names of tasks only: their arguments may be personal."""

    name: str
    active: list[str] = field(default_factory=list)

    @property
    def queue(self) -> str:
        """Its queue: workers are named `<queue>@<pod>`."""
        return self.name.partition("@")[0]


def alive(seconds: float = ANSWER_SECONDS) -> list[Worker]:
    """The workers that answer, with the tasks they are running.

    Raises:
        kombu.exceptions.OperationalError: the broker does not answer.
    """
    from config.celery import app

    answers: dict[str, list[dict[str, Any]]] = app.control.inspect(timeout=seconds).active() or {}
    return [Worker(name, [task["name"] for task in tasks]) for name, tasks in sorted(answers.items())]
