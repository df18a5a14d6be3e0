"""A task that is to be sent."""

import uuid

from django.db import models


class OutboxMessage(models.Model):
    """A Celery message that is not in the broker yet. It commits with the change it follows, and goes when it is sent.

    The key is the task's id: a message that is sent twice carries the same one. (A retry has a key of its own: the row
    of the first run may still be there for a moment.)
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    queue = models.CharField(max_length=50)
    #: what Celery sends with a retry: tries so far, chain, chord and the like
    options = models.JSONField(default=dict)
    #: not to be sent before; null is at once
    eta = models.DateTimeField(null=True)
    #: the request or task that asked for it, for its logs
    request_id = models.CharField(max_length=100, blank=True)
    #: whether staff sent it again from the dead letters
    is_replay = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    #: times it could not be sent
    attempts = models.PositiveIntegerField(default=0)
    #: when the relay may take it (again)
    next_attempt_at = models.DateTimeField()
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["next_attempt_at"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.task} {self.task_id}"

    @property
    def task_id(self) -> str:
        """The id the task has in the broker."""
        return str(self.options.get("task_id") or self.pk)
