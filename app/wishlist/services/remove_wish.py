"""Take a product off the list."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from caching.generations import bump_on_commit
from databases.routing import PRIMARY
from recommendations.tags import of_choice
from useractions.kinds import ActionKind
from useractions.services.record_action import record_action
from wishlist.models import Wish


def remove_wish(*, user: AbstractBaseUser, slug: str) -> bool:
    """Whether it was on this account's list. Other accounts' lists are out of reach."""
    with transaction.atomic(using=PRIMARY):
        wish = Wish.objects.select_for_update(of=("self",)).filter(user=user, product__slug=slug).first()
        if wish is None:
            return False
        pieces, key = {wish.product_id: 1}, f"wish:{wish.pk}:taken back"
        record_action(ActionKind.UNWISH, user_id=user.pk, pieces=pieces, key=key)
        wish.delete()
        bump_on_commit(of_choice(user.pk))
    return True
