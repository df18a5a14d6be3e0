"""The class of every task: what fails for good leaves a dead letter, or stays in its queue.

Imported with Celery's app, before Django has its models; services are imported where they are used.
"""

import time
from typing import Any

import structlog
from celery import Task
from celery.exceptions import Ignore, Reject, Retry, TimeLimitExceeded
from redis.exceptions import RedisError

from monitoring.task_context import HEADER
from outbox.retries import Retry as Later
from outbox.retries import retrying

__all__ = ["DurableTask", "retrying"]

log = structlog.get_logger(__name__)

#: header of a message that staff sent again
REPLAY_HEADER = "dead_letter"
#: seconds between the attempts to write a dead letter; then the message goes back to its queue
PAUSES_SECONDS = (1.0, 4.0)


#: seconds for which deliveries of one message are counted
COUNTED_SECONDS = 86_400


class DiesAgainAndAgain(Exception):
    """A task that was begun many times and neither succeeded nor failed: it takes its process along."""


class DurableTask(Task):  # type: ignore[misc]  # Celery has no types
    """A message leaves its queue only when its task has succeeded, or has a dead letter."""

    abstract = True
    Request = "outbox.durable_request:DurableRequest"
    #: times a message is handed out again before its task counts as failed for good
    most_redeliveries = 10

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run in a worker. Raises what the task raises; Reject where the message has to stay."""
        if self.request.called_directly:
            return super().__call__(*args, **kwargs)
        try:
            self._refuse_what_kills()
            outcome = self.run(*args, **kwargs)
        except (Retry, Ignore):
            raise
        except Reject as reject:
            # Celery rejects for ever what it could not send to be retried: the broker was away for a moment.
            raise Reject(reject.reason, requeue=True) from reject
        except Exception as error:
            self._bury_or_keep(error, args, kwargs)
            raise
        if getattr(self.request, REPLAY_HEADER, None):
            from outbox.services.resolve import resolve

            resolve(self.request.id)
        return outcome

    def signature_from_request(self, request: Any = None, *args: Any, **options: Any) -> Any:
        """The task as it is sent again by `retry`."""
        later = Later(super().signature_from_request(request, *args, **options), app=self.app)
        later.request = self.request if request is None else request
        if getattr(later.request, REPLAY_HEADER, None):
            later.options["headers"] = {**(later.options.get("headers") or {}), REPLAY_HEADER: "replay"}
        return later

    def on_failure(self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: Any) -> None:
        """Celery calls this in the worker's main process for a task that it killed at its hard time limit.

        An exception here keeps the message from being acknowledged. (All other failures went through `__call__`.)
        """
        if isinstance(exc, TimeLimitExceeded):
            _bury_in_main_process(_failed(self, args, kwargs), exc)

    def _refuse_what_kills(self) -> None:
        """A message whose task uses too much memory would come back for ever, and take a worker along each time."""
        if not (self.request.delivery_info or {}).get("redelivered"):
            return
        key = f"outbox:redelivered:{self.request.id}"
        try:
            times = self.backend.client.incr(key)
            self.backend.client.expire(key, COUNTED_SECONDS)
        except RedisError as reason:
            log.warning("redelivery not counted", task=self.name, task_id=self.request.id, reason=str(reason))
            return
        if times > self.most_redeliveries:
            raise DiesAgainAndAgain(f"handed out {times} times again; its process died each time, or its worker did")

    def _bury_or_keep(self, error: Exception, args: Any, kwargs: Any) -> None:
        from django.db import Error

        from outbox.services.bury import bury

        failed = _failed(self, args, kwargs)
        for pause in PAUSES_SECONDS:
            try:
                bury(failed, error)
            except Error as reason:
                log.warning("dead letter not written", task=self.name, task_id=self.request.id, reason=str(reason))
                time.sleep(pause)
            else:
                return
        try:
            bury(failed, error)
        except Error as reason:
            raise Reject(reason, requeue=True) from error


def _failed(task: Any, args: Any, kwargs: Any) -> Any:
    from outbox.services.bury import Failed

    request = task.request
    return Failed(
        task_id=request.id,
        task=task.name,
        args=args,
        kwargs=kwargs,
        queue=str((request.delivery_info or {}).get("routing_key") or ""),
        request_id=str(getattr(request, HEADER, "") or ""),
        tries=request.retries + 1,
        is_member=bool(request.chord or request.chain or request.group or request.callbacks),
    )


def _bury_in_main_process(failed: Any, error: BaseException) -> None:
    """Write a dead letter where children are forked from: they must not find an open connection."""
    from django.db import connections

    from databases.routing import PRIMARY
    from outbox.services.bury import bury

    try:
        bury(failed, error)
    finally:
        connections[PRIMARY].close()
        connections[PRIMARY].close_pool()


def keep_unknown(message: Any, task: str, task_id: str) -> None:
    """A message for a newer release: it is kept, and replayed when its task is there. Raises what the database does."""
    from outbox.services.bury import Failed

    args, kwargs, _embedded = message.payload
    queue = str(message.delivery_info.get("routing_key") or "")
    failed = Failed(task_id=task_id, task=task, args=args, kwargs=kwargs, queue=queue)
    _bury_in_main_process(failed, LookupError(f"no task {task!r} in this release"))
