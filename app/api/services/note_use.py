"""Note that a token was used, at most once an hour: a write for every read would undo what the cache saves."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from api.models import AccessToken

NOTED_EVERY = timedelta(hours=1)


def note_use(token: AccessToken) -> None:
    """Set `last_used_at` where it is more than an hour old."""
    now = timezone.now()
    if token.last_used_at is not None and token.last_used_at > now - NOTED_EVERY:
        return
    # The condition again, for requests that arrive together: one of them writes.
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY)
    AccessToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
