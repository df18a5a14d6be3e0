"""Keep a postal address."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Address, User

#: addresses a person may keep
MOST_ADDRESSES = 20


def save_address(address: Address) -> Address:
    """Save a new or changed address of its user; the first is the default, and there is one default at most.

    Raises ValidationError when the person has too many.
    """
    with transaction.atomic():
        # Requests of one person wait for each other here: two defaults would break the constraint.
        User.objects.select_for_update(no_key=True).get(pk=address.user_id)
        others = Address.objects.filter(user_id=address.user_id).exclude(pk=address.pk)
        count = others.count()
        if address.pk is None and count >= MOST_ADDRESSES:
            raise ValidationError(f"You have {MOST_ADDRESSES} addresses, and no more are kept. Delete one first.")
        if not count:
            address.is_default = True
        if address.is_default:
            others.filter(is_default=True).update(is_default=False)
        address.save()
    return address
