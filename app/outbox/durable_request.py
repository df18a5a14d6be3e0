"""What the worker's main process knows of a running task. Imported by workers only (Task.Request)."""

from celery.worker.request import Request


class DurableRequest(Request):  # type: ignore[misc]  # Celery has no types
    """Celery's, whose task can see its message also when its child was killed."""

    def on_timeout(self, soft: bool, timeout: float) -> None:
        """With the message's context on the stack: `on_failure` then knows queue, tries and request id."""
        self.task.request_stack.push(self._context)
        try:
            super().on_timeout(soft, timeout)
        finally:
            self.task.request_stack.pop()
