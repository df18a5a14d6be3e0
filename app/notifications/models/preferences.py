"""What somebody wants to be told of, and how."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from notifications.kinds import CHOSEN, Channel, Group
from notifications.phones import check_phone
from notifications.zones import DEFAULT_ZONE, check_zone
from security.fields import EncryptedCharField


def by_mail() -> list[str]:
    """What a new account has ticked."""
    return [Channel.EMAIL]


def _channels(group: Group, default) -> ArrayField:
    return ArrayField(
        models.CharField(max_length=5, choices=Channel), default=default, blank=True, verbose_name=group.label
    )


class Preferences(models.Model):
    """One row an account that has changed something; without one the defaults hold (see selectors.preferences_of).

    Each group of kinds has a column of the channels that are ticked for it. Advertising is ticked by nobody but the
    person: WISHLIST begins empty (Directive 2002/58/EC, Article 13).
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences", primary_key=True
    )
    #: E.164, or empty
    phone = EncryptedCharField("telephone", max_length=16, blank=True, validators=[check_phone])
    time_zone = models.CharField(max_length=64, default=DEFAULT_ZONE, validators=[check_zone])
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    preferred = models.CharField("preferred way", max_length=5, choices=Channel, default=Channel.EMAIL)
    orders = _channels(Group.ORDERS, by_mail)
    reviews = _channels(Group.REVIEWS, by_mail)
    wishlist = _channels(Group.WISHLIST, list)

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            models.CheckConstraint(condition=models.Q(preferred__in=Channel.values), name="preferences_way_known"),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | (models.Q(quiet_from__isnull=False, quiet_until__isnull=False)),
                name="preferences_quiet_both_ends",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{group}__contained_by": Channel.values}),
                    name=f"preferences_{group}_known",
                )
                for group in CHOSEN
            ),
        ]

    def __str__(self) -> str:
        return f"preferences of {self.user_id}"
