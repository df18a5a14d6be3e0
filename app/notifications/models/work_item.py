"""Something staff have to see to."""

from django.db import models


class Urgency(models.TextChoices):
    """How soon somebody should look: today, or now."""

    WARNING = "warning", "Warning"
    CRITICAL = "critical", "Critical"


class WorkItem(models.Model):
    """Something that only a person can put right, open until one closes it. At most one of a subject is open.

    Unlike a finding of the monitors it is about the shop's business, and nothing measures that it is over.
    """

    level = models.CharField(max_length=10, choices=Urgency)
    subject = models.CharField(max_length=100)
    message = models.CharField(max_length=500)
    raised_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # Table and constraints keep the names they were made with: during a deploy the pods of the release before
        # still write to them.
        db_table = "notifications_alert"
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=models.Q(closed_at=None), name="alert_one_open_a_subject"
            ),
            models.CheckConstraint(condition=models.Q(level__in=Urgency.values), name="alert_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.subject}"
