"""Whether the author of a review has bought the product: the badge `Verified purchase`."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef

from orders.models import OrderItem
from orders.states import OrderStatus

#: paid, and not taken back
BOUGHT = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.DELIVERED)


def has_bought(*, author: AbstractBaseUser, product_id: int) -> bool:
    """One query: whether one of the account's orders holds the product."""
    return _bought().filter(order__user=author, product_id=product_id).exists()


def bought_by_author() -> Exists:
    """The same for each review of a query."""
    return Exists(_bought().filter(order__user=OuterRef("author"), product=OuterRef("product")))


def _bought() -> Any:
    return OrderItem.objects.filter(order__status__in=BOUGHT)
