"""Take a product off the list."""

from django.contrib.auth.base_user import AbstractBaseUser

from caching.generations import bump_on_commit
from recommendations.tags import of_choice
from wishlist.models import Wish


def remove_wish(*, user: AbstractBaseUser, slug: str) -> bool:
    """Whether it was on this account's list. Other accounts' lists are out of reach."""
    removed, _ = Wish.objects.filter(user=user, product__slug=slug).delete()
    if removed:
        bump_on_commit(of_choice(user.pk))
    return removed > 0
