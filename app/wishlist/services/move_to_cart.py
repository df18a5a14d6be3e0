"""From the list into the cart."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from cart.services.add_product import add_product
from cart.stores import AccountStore
from catalogue.models import Product
from databases.routing import PRIMARY
from wishlist.services.remove_wish import remove_wish


def move_to_cart(*, user: AbstractBaseUser, product: Product) -> bool:
    """Put one piece into the account's cart and take the product off its list, both or neither.

    False where it is not on the list: a form sent twice adds one piece. Raises CartRefused where it cannot be bought.
    """
    with transaction.atomic(using=PRIMARY):
        if not remove_wish(user=user, slug=product.slug):
            return False
        add_product(AccountStore(user.pk), product=product, quantity=1)
    return True
