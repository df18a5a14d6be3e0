"""Something somebody is told of."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from notifications.kinds import Kind


class Notification(models.Model):
    """One message to one person, whatever channels it takes. Made by services.dispatch; its rows are deleted after
    RETENTION_DAYS (services.forget_old)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(max_length=24, choices=Kind)
    #: what it is about; the same key again is the same notification
    key = models.CharField(max_length=120)
    #: what the texts name
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    #: not before then; None: at once
    held_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="notification_once"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="notification_kind_known"),
            models.CheckConstraint(condition=~models.Q(key=""), name="notification_key_set"),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="notification_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id}"
