"""Something staff must know."""

from django.db import models


class AlertLevel(models.TextChoices):
    """How soon somebody should look."""

    WARNING = "warning", "Warning"
    CRITICAL = "critical", "Critical"


class Alert(models.Model):
    """Something staff must know at once. At most one alert of a subject is open."""

    level = models.CharField(max_length=10, choices=AlertLevel)
    subject = models.CharField(max_length=100)
    message = models.CharField(max_length=500)
    raised_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=models.Q(closed_at=None), name="alert_one_open_a_subject"
            ),
            models.CheckConstraint(condition=models.Q(level__in=AlertLevel.values), name="alert_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.subject}"
