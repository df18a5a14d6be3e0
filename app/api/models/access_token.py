"""A personal access token: what a program presents instead of somebody's password."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class Scope(models.TextChoices):
    """What a token is good for. `write` includes reading."""

    READ = "read", "Read"
    WRITE = "write", "Read and write"


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    """Tokens by whether they still open anything."""

    def usable_of(self, user: Any) -> "AccessTokenQuerySet":
        """The person's tokens that are neither revoked nor expired, and of the password of today."""
        return self.filter(user=user, revoked_at=None, expires_at__gt=timezone.now(), bond__in=bonds_of(user))


def bonds_of(user: Any) -> list[str]:
    """What ties a token to the owner's password, under today's SECRET_KEY and those it may still be."""
    return [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]


class AccessToken(models.Model):
    """Only the SHA-256 digest of the secret is stored: it has 256 random bits, so it cannot be guessed from that."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=80, help_text="what the token is for, in your words")
    #: the public part; it finds the row, and is shown in lists and logs
    key = models.CharField(max_length=16, unique=True, editable=False)
    #: SHA-256 of the secret part, in hexadecimal
    digest = models.CharField(max_length=64, editable=False)
    #: Django's hash of a session: who changes the password ends the tokens with the sessions
    bond = models.CharField(max_length=64, default="", editable=False)
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.READ)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    #: lags by up to an hour: not every request writes
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="access_token_expires_after_creation"
            ),
            models.CheckConstraint(condition=models.Q(scope__in=Scope.values), name="access_token_scope_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"

    @property
    def end(self) -> str:
        """Why it opens nothing any more; empty while it does. Reads the owner."""
        if self.revoked_at:
            return "revoked"
        if self.expires_at <= timezone.now():
            return "expired"
        return "" if self.bond in bonds_of(self.user) else "ended by a change of the password"
