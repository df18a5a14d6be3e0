"""Put a product on the list."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from caching.generations import bump_on_commit
from databases.routing import PRIMARY
from recommendations.tags import of_choice
from useractions.kinds import ActionKind
from useractions.services.record_action import record_action
from wishlist.models import Wish
from wishlist.services.lock_list import lock_list

#: products on one list; more is no wish but a copy of the catalogue
MOST_WISHES = 200


class ListFull(Exception):
    """The list has no room. The text is for its owner."""


def add_wish(*, user: AbstractBaseUser, product_id: int) -> bool:
    """Whether the product was put on the list; False where it is there already. Raises ListFull.

    The product exists: whoever calls this has read it. The list is locked, so that parallel requests cannot exceed
    its size.
    """
    with transaction.atomic(using=PRIMARY):
        lock_list(user)
        wishes = Wish.objects.filter(user=user)
        if wishes.filter(product_id=product_id).exists():
            return False
        if wishes.count() >= MOST_WISHES:
            raise ListFull(f"Your wishlist holds {MOST_WISHES} products. Please remove one first.")
        wish = Wish.objects.create(user=user, product_id=product_id)
        record_action(ActionKind.WISH, user_id=user.pk, pieces={product_id: 1}, key=f"wish:{wish.pk}:made")
        bump_on_commit(of_choice(user.pk))
    return True
