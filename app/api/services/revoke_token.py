"""Revoke a token, at once and for good."""

from typing import Any

from django.utils import timezone

from api.models import AccessToken


def revoke_token(*, user: Any, pk: int) -> AccessToken | None:
    """The person's revoked token, or None where it is somebody else's or unknown. Revoking twice changes nothing."""
    own = AccessToken.objects.filter(user=user, pk=pk)
    own.filter(revoked_at=None).update(revoked_at=timezone.now())
    return own.first()
