"""A message on its way over one channel."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from notifications.kinds import Channel
from notifications.models.notification import Notification


class DeliveryState(models.TextChoices):
    """How far it came. The last four are final, unless staff replay a task that was given up."""

    WAITING = "waiting", "Waiting"
    #: handed to the gateway, which has not answered yet: whether it took the message is not known
    SENDING = "sending", "Sending"
    ACCEPTED = "accepted", "Accepted by the gateway"
    REFUSED = "refused", "Refused by the gateway"
    FAILED = "failed", "Given up"
    UNNEEDED = "unneeded", "Not needed any more"


class Delivery(models.Model):
    """One message over one channel: of a notification, or a mail to an address that may have no account.

    `accepted` says that the gateway has taken it, and nothing of what became of it there. The database's own defaults
    are for rows of a release before there were channels: each was a mail that had been accepted.
    """

    notification = models.ForeignKey(
        Notification, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries", db_index=False
    )
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.EMAIL, db_default=Channel.EMAIL)
    #: channels are tried in this order
    position = models.PositiveSmallIntegerField(default=0, db_default=0)
    state = models.CharField(
        max_length=8, choices=DeliveryState, default=DeliveryState.WAITING, db_default=DeliveryState.ACCEPTED
    )
    attempts = models.PositiveSmallIntegerField(default=0, db_default=1)
    #: the gateway's idempotency key, and in the mail's Message-ID: the same at every attempt
    reference = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    gateway_id = models.CharField("number at the gateway", max_length=200, blank=True, db_default="")
    error = models.CharField("last error", max_length=300, blank=True, db_default="")
    #: the mail address it went to; empty for other channels, whose addresses are not written down
    recipient = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    template = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    #: until then another worker is at it
    leased_until = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField("accepted at", null=True, editable=False)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once_a_channel"),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="delivery_channel_known"),
            models.CheckConstraint(condition=models.Q(state__in=DeliveryState.values), name="delivery_state_known"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-sent_at"], name="delivery_recipient"),
            models.Index(fields=["created_at"], name="delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.template} by {self.channel}"
