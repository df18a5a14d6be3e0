"""What pages read of a list. Every function takes its owner; nothing here is cached."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser

from catalogue.models import Product, ProductStatus
from catalogue.selectors import Card, card_of
from wishlist.models import Wish


@dataclass(frozen=True, slots=True)
class Wished:
    """A product on the list. One that left the shop has no page any more."""

    card: Card
    is_sold: bool


def wishes_of(user: AbstractBaseUser) -> list[Wished]:
    """One query: the products with their categories, last wished first. A list has a largest size (see add_wish)."""
    products = Product.objects.filter(wishes__user=user).select_related("category").order_by("-wishes__id")
    return [Wished(card=card_of(product), is_sold=product.status == ProductStatus.ACTIVE) for product in products]


def is_wished(*, user: AbstractBaseUser, product_id: int) -> bool:
    """One query: whether the product is on this account's list."""
    return Wish.objects.filter(user=user, product_id=product_id).exists()


def count(user: AbstractBaseUser) -> int:
    """One query: how many products are on the list."""
    return Wish.objects.filter(user=user).count()
