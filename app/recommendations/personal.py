"""A choice for one signed-in visitor, from what they looked at, wish for and have bought."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, IntegerField, Sum, Value

from caching.memo import remember
from catalogue.models import Product
from catalogue.selectors import Card, active_products, card_of
from orders.models import OrderItem
from recommendations import tags
from recommendations.services.count_co_purchases import COUNTED
from recommendations.viewed import last_viewed
from wishlist.models import Wish

#: cards for one visitor; one more is kept, because the page of one of them leaves it out
PERSONAL_SIZE = 8
CHOICE_SIZE = PERSONAL_SIZE + 1
#: the newest wishes and purchases that count
MOST_SEEDS = 20
#: seconds a choice is kept: what is looked at in between counts a little later
PERSONAL_SECONDS = 300


def chosen_for(user: AbstractBaseUser, *, without: str = "") -> list[Card]:
    """Cards for this account; `without` is the slug of the product whose page it is.

    Two queries when the choice is made, none until its lifetime is over. It is kept under the account's own key.
    """
    answer = remember(
        "recommended",
        str(user.pk),
        lambda: fetch_chosen(user),
        tags=tags.of_choice(user.pk),
        seconds=PERSONAL_SECONDS,
    )
    return [card for card in answer.value if card["slug"] != without][:PERSONAL_SIZE]


def fetch_chosen(user: AbstractBaseUser) -> list[Card]:
    """What is bought together with the account's products, then the popular of their categories, then of the shop.

    Nothing that is sold out, and nothing that the account has, wishes for or has just looked at.
    """
    seeds = {*_own_products(user), *last_viewed(user_id=user.pk)}
    fresh = active_products().filter(stock__gt=0).exclude(pk__in=seeds)
    near = fresh.filter(category__in=Product.objects.filter(pk__in=seeds).values("category_id"))
    together = fresh.filter(bought_with__product_id__in=seeds).annotate(
        place=_place(0), weight=Sum("bought_with__orders")
    )
    walks = [together.order_by("-weight", "-id"), _popular(near, place=1), _popular(fresh, place=2)]
    found = walks[0][:CHOICE_SIZE].union(*(walk[: 2 * CHOICE_SIZE] for walk in walks[1:]), all=True)
    best_first = sorted(found, key=lambda product: (product.place, -product.weight, -product.pk))
    distinct: dict[int, Product] = {}
    for product in best_first:
        distinct.setdefault(product.pk, product)
    return [card_of(product) for product in list(distinct.values())[:CHOICE_SIZE]]


def _popular(products: Any, *, place: int) -> Any:
    return products.annotate(place=_place(place), weight=F("view_count")).order_by("-view_count", "-id")


def _place(number: int) -> Value:
    return Value(number, output_field=IntegerField())


def _own_products(user: AbstractBaseUser) -> list[int]:
    """One query: the newest wishes and purchases."""
    wishes = Wish.objects.filter(user=user).order_by("-id").values_list("product_id")
    bought: Any = OrderItem.objects.filter(order__user=user, order__status__in=COUNTED)
    newest = bought.order_by("-id").values_list("product_id")
    return [product for (product,) in wishes[:MOST_SEEDS].union(newest[:MOST_SEEDS], all=True)]
