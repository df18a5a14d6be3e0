"""A task that failed for good."""

from django.conf import settings
from django.db import models


class DeadLetter(models.Model):
    """The last word of a task that is not tried again by itself: staff look at it, and may replay it.

    One a task id. Arguments, messages and tracebacks may hold personal data: who may see them needs a permission of its
    own, and rows go after `maintenance.services.DEAD_LETTER_DAYS`.
    """

    #: the task's id; a replay carries it again, so an effect that did happen is not repeated
    id = models.UUIDField(primary_key=True, editable=False)
    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    #: false where the arguments could be kept as text only
    is_replayable = models.BooleanField(default=True)
    #: whether it was a member of a chain, group or chord: a replay runs it alone
    is_member = models.BooleanField(default=False)
    queue = models.CharField(max_length=50)
    request_id = models.CharField(max_length=100, blank=True)
    #: the exception's class
    error = models.CharField(max_length=200)
    message = models.TextField(blank=True)
    traceback = models.TextField(blank=True)
    first_failed_at = models.DateTimeField()
    last_failed_at = models.DateTimeField()
    #: times it failed for good: the first, and each replay that failed
    failures = models.PositiveIntegerField(default=1)
    #: tries of the last run: 1, and each retry of the task's own
    tries = models.PositiveIntegerField(default=1)
    replayed_at = models.DateTimeField(null=True)
    replayed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    #: when a replay succeeded or staff dismissed it; null is still open
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-last_failed_at"], name="deadletter_newest")]
        permissions = [
            ("replay_deadletter", "Can send a dead letter's task again"),
            ("view_deadletter_arguments", "Can see arguments, message and traceback of a dead letter"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}"
