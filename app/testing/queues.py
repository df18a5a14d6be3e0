"""Work off what lies in the broker: in the test's own thread, or by a worker in another one."""

from collections.abc import Iterator
from contextlib import contextmanager

from celery.contrib.testing.worker import start_worker
from celery.result import allow_join_result
from kombu.serialization import prepare_accept_content

from config.celery import app


def work_off(queue: str) -> list[str]:
    """Run every message of the queue; the names of the tasks. A task that fails fails the test."""
    app.autodiscover_tasks(force=True)
    done: list[str] = []
    with app.connection_for_read() as connection:
        channel = connection.default_channel
        while (message := channel.basic_get(queue, no_ack=True)) is not None:
            message.accept = prepare_accept_content(app.conf.accept_content)
            arguments, keywords, _ = message.decode()
            name = message.headers["task"]
            app.tasks[name].apply(arguments, keywords, task_id=message.headers["id"], throw=True)
            done.append(name)
    return done


@contextmanager
def worker_in_a_thread() -> Iterator[None]:
    """A worker of all queues in a thread, which knows every task.

    Starting it may leave the process forbidden to ask for results; `allow_join_result` takes that back.
    """
    app.autodiscover_tasks(force=True)
    with allow_join_result(), start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        yield
