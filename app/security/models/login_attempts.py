"""How often signing in to one account has failed from one address."""

from django.db import models
from django.utils import timezone


class LoginAttempts(models.Model):
    """A row an account and address, named by a keyed hash of both: the table says nothing about anybody."""

    key = models.CharField(max_length=64, unique=True)
    #: since the last lock or success
    attempts = models.PositiveSmallIntegerField(default=0)
    #: in a row; each is longer than the one before
    locks = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "login attempts"
        indexes = [models.Index(fields=["last_at"], name="login_attempts_age")]

    def __str__(self) -> str:
        return f"login attempts {self.pk}"
