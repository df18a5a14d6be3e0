"""The app with tasks for tests, as a worker process loads it: `celery --app=celery_monitor.tests.held_tasks worker`."""

import os

import django
from celery import Task

from config.celery import app

django.setup()

from celery_monitor.broker import client  # noqa: E402 - Django has to be set up first

# Celery waits all of it once a task is under way, however soon that one ends.
app.conf.worker_soft_shutdown_timeout = float(
    os.environ.get("TEST_SOFT_SHUTDOWN_SECONDS", app.conf.worker_soft_shutdown_timeout)
)

#: list of the tasks that have begun, and list on which a test lets them go on
BEGUN, GO_ON, ENDED = "test:begun", "test:go-on", "test:ended"
#: seconds after which a task that nobody lets go gives up
PATIENCE_SECONDS = 30


@app.task(name="test.hold")
def hold(number: int) -> None:
    """Begin, wait until a test lets it go on, end."""
    redis = client()
    redis.rpush(BEGUN, number)
    # In steps below the client's own timeout.
    if not any(redis.blpop([GO_ON], timeout=1) for _ in range(PATIENCE_SECONDS)):
        raise TimeoutError("nobody let it go on")
    redis.rpush(ENDED, number)


# Without the class of all other tasks: a dead letter, and a retry that waits, need a database, which this process may
# have or not.
@app.task(name="test.fail", base=Task)
def fail() -> None:
    """Fail."""
    raise ValueError("as asked")


@app.task(name="test.retry", bind=True, base=Task, max_retries=1)
def retry(self) -> None:
    """Ask to be tried again in an hour."""
    raise self.retry(countdown=3600)
