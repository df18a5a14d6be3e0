"""What the API reads of its own: tokens."""

from typing import Any

from django.db.models import QuerySet

from api.models import AccessToken
from api.tokens import NOBODY, matches, read_token


def tokens_of(user: Any) -> QuerySet[AccessToken]:
    """The person's tokens, newest first, also those that expired or were revoked."""
    return AccessToken.objects.filter(user=user).select_related("user")


def find_token(text: str) -> AccessToken | None:
    """The token of this text with its owner, in one query; None where no such token was ever issued.

    Whether it is still usable is the caller's question: only who holds the secret may be told that it expired.
    """
    parts = read_token(text)
    if parts is None:
        return None
    token = AccessToken.objects.select_related("user").filter(key=parts.key).first()
    known = matches(parts.secret, token.digest if token else NOBODY)
    return token if known else None
