from django.db import models


class Kind(models.TextChoices):
    """The monitors, and the pages of the dashboard that show what they see."""

    SYSTEM = "system", "System"
    DATABASE = "database", "Database"
    REDIS = "redis", "Redis"
    APPLICATION = "application", "Application"


class Snapshot(models.Model):
    """What one look of a monitor saw. Kept for SNAPSHOT_DAYS."""

    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["kind", "-at"], name="snapshot_kind_at")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M:%S}"
