from django.db import models


class Channel(models.TextChoices):
    """Ways to people."""

    EMAIL = "email", "E-mail"
    SLACK = "slack", "Slack"
    DISCORD = "discord", "Discord"


class State(models.TextChoices):
    """`held` waits for the channel's hour to be over; `merged` was said as part of another; `failed` for good."""

    WAITING = "waiting", "Waiting"
    HELD = "held", "Held"
    SENT = "sent", "Sent"
    MERGED = "merged", "Merged"
    FAILED = "failed", "Failed"


class Notice(models.Model):
    """One message on one channel: everything that one look of a monitor has changed."""

    channel = models.CharField(max_length=10, choices=Channel)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    #: whether anything in it is critical
    urgent = models.BooleanField()
    #: alerts.events.Event as dictionaries
    events = models.JSONField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    #: somebody is sending it until then
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: why the last attempt failed, without the address of a webhook
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="notice_state_known"),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="notice_channel_known"),
        ]
        indexes = [
            models.Index(fields=["channel", "-sent_at"], name="notice_channel_sent"),
            models.Index(fields=["channel", "created_at"], condition=models.Q(state="held"), name="notice_held"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {len(self.events)} changes, {self.state}"
