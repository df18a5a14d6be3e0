"""Issue a token: the only moment its secret exists outside the owner's hands."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from api.models import AccessToken, Scope
from api.tokens import digest_of, new_token

#: a token that lives for ever is one day in the wrong hands for ever
LONGEST_DAYS = 366
#: usable tokens a person may have; more would be a loop in somebody's script
MOST_TOKENS = 20
TOO_MANY = f"There are {MOST_TOKENS} usable tokens already, and no more are given out. Revoke one you do not need."
TOO_LONG = f"A token lives for 1 to {LONGEST_DAYS} days."


def issue_token(*, user: Any, name: str, scope: str, days: int) -> tuple[AccessToken, str]:
    """The new row and the token's text, which is stored nowhere.

    Raises ValidationError for a lifetime or scope that is not offered, and when the person has too many tokens.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError({"days": TOO_LONG})
    made = new_token()
    now = timezone.now()
    token = AccessToken(
        user=user,
        name=name,
        key=made.key,
        digest=digest_of(made.secret),
        bond=user.get_session_auth_hash(),
        scope=Scope(scope) if scope in Scope.values else scope,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    token.full_clean()
    with transaction.atomic():
        # Requests of one person wait for each other here, so that none slips past the count.
        get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
        if AccessToken.objects.usable_of(user).count() >= MOST_TOKENS:
            raise ValidationError(TOO_MANY)
        token.save(force_insert=True)
    return token, str(made)
