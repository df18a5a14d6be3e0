"""Keep what somebody wants to be told of."""

from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import transaction

from databases.routing import PRIMARY
from notifications.kinds import Kind
from notifications.models import Preferences
from notifications.services.dispatch import dispatch


def save_preferences(preferences: Preferences) -> Preferences:
    """Save them; a new telephone number is told to the account's mail address, because warnings may go to it."""
    with transaction.atomic(using=PRIMARY):
        # The account's row: there may be none of preferences to wait for.
        user = get_user_model().objects.select_for_update(no_key=True).get(pk=preferences.user_id)
        before = Preferences.objects.filter(pk=user.pk).first()
        preferences.save()
        if preferences.phone != (before.phone if before else ""):
            dispatch(user, Kind.PHONE_CHANGED, key=str(uuid4()))
    return preferences
