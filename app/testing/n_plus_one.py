"""A query in a loop fails the test that meets it: in tasks by this, in requests by a middleware of the test profile."""

from typing import Any

import zeal
from celery.signals import task_postrun, task_prerun

_running: dict[str, Any] = {}


@task_prerun.connect(weak=False)
def begin(task_id: str, **_: Any) -> None:
    """Watch the task's queries: the third alike raises NPlusOneError where it is sent."""
    _running[task_id] = zeal.setup()


@task_postrun.connect(weak=False)
def end(task_id: str, **_: Any) -> None:
    """Stop watching."""
    zeal.teardown(_running.pop(task_id, None))
