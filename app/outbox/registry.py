"""Tasks by name, in processes that have not imported all of them."""

import importlib
from typing import Any

from django.apps import apps

from config.celery import app


class UnknownTask(LookupError):
    """No task of this name, or no queue for it."""


def find_task(task: Any) -> Any:
    """The registered task of a name (or task object); its module is imported if need be. Raises UnknownTask."""
    name = task if isinstance(task, str) else task.name
    if name not in app.tasks:
        module = name.rpartition(".")[0]
        if apps.is_installed(module.partition(".")[0]):
            try:
                importlib.import_module(module)
            except ModuleNotFoundError as error:
                # A module that is there and lacks a library is another mistake than a name that is wrong.
                if error.name is None or not f"{module}.".startswith(f"{error.name}."):
                    raise
    if name not in app.tasks:
        raise UnknownTask(
            f"task {name!r}: nobody has registered it, so no worker could run it; nothing was written. Names are "
            "<app>.tasks.<function>, given by @app.task(name=…)."
        )
    return app.tasks[name]


def queue_of(task: Any, asked: str | None = None) -> str:
    """The queue a task goes to: the one asked for, or its route's. Raises UnknownTask for a queue without workers."""
    route = app.amqp.router.route({}, task.name)
    queue = asked or str(route["queue"].name if "queue" in route else app.conf.task_default_queue)
    if queue not in app.amqp.queues:
        raise UnknownTask(
            f"task {task.name!r}: no worker serves queue {queue!r}; nothing was written. "
            f"The queues are {', '.join(sorted(app.amqp.queues))} (CELERY_QUEUES)."
        )
    return queue
