"""Stop the mails of a group."""

from django.contrib.auth import get_user_model
from django.db import transaction

from databases.routing import PRIMARY
from notifications.kinds import Channel
from notifications.models import Preferences
from notifications.unsubscribing import Wish


def unsubscribe(wish: Wish) -> bool:
    """Take the tick for mail out of the group; again is no error. False where the account is gone."""
    with transaction.atomic(using=PRIMARY):
        # The account's row: there may be none of preferences to wait for.
        user = get_user_model().objects.select_for_update(no_key=True).filter(pk=wish.user_id).first()
        if user is None:
            return False
        preferences = Preferences.objects.filter(pk=user.pk).first() or Preferences(user=user)
        kept = [channel for channel in getattr(preferences, wish.group) if channel != Channel.EMAIL]
        setattr(preferences, wish.group, kept)
        preferences.save()
    return True
