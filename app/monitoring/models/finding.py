from django.db import models

from monitoring.models.snapshot import Kind


class Level(models.TextChoices):
    """How soon somebody should look: today, or now."""

    WARNING = "warning", "Warning"
    CRITICAL = "critical", "Critical"


class Finding(models.Model):
    """Something a monitor holds to be wrong. It opens when it is first seen, stays while it is seen, and closes."""

    kind = models.CharField(max_length=20, choices=Kind)
    #: what it is about: the same as long as it is the same trouble
    key = models.CharField(max_length=200)
    level = models.CharField(max_length=10, choices=Level)
    #: one sentence for people
    what = models.CharField(max_length=500)
    measured = models.FloatField()
    threshold = models.FloatField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    #: docs/runbooks/<slug>.md
    runbook = models.CharField(max_length=60)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    #: the level people were told of last, and when; empty while nobody was told
    announced_level = models.CharField(max_length=10, choices=Level, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    recovery_announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(closed_at=None), name="finding_one_open_a_key"),
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="finding_level_known"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="finding_kind_known"),
        ]
        indexes = [
            models.Index(fields=["-since"], name="finding_since"),
            models.Index(fields=["key", "-announced_at"], name="finding_key_announced"),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.what}"
