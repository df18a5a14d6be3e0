"""A choice for one signed-in visitor, from what they looked at, wish for and have bought."""

from collections import Counter
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Sum, Value

from caching.functions import cached_function
from caching.temperature import Temperature
from catalogue.models import Product
from catalogue.selectors import Card, active_products, card_of
from databases.replica import reads_replica
from orders.models import Order, OrderItem
from recommendations import tags
from recommendations.models import CoPurchase
from recommendations.services.count_co_purchases import COUNTED
from recommendations.viewed import last_viewed
from wishlist.models import Wish

#: cards for one visitor; one more is kept, because the page of one of them leaves it out
PERSONAL_SIZE = 8
CHOICE_SIZE = PERSONAL_SIZE + 1
#: the newest wishes, and the newest orders, that count
MOST_WISHES, MOST_ORDERS = 20, 10
#: pairs that are looked at: some of their products will be sold out
MOST_PAIRS = 3 * CHOICE_SIZE
#: the account's most frequent categories, whose popular products fill up
MOST_CATEGORIES = 3


def chosen_for(user: AbstractBaseUser, *, without: str = "") -> list[Card]:
    """Cards for this account; `without` is the slug of the product whose page it is.

    Three queries when the choice is made, none until its lifetime is over. It is kept under the account's own key.
    """
    return [card for card in chosen(user_id=user.pk) if card["slug"] != without][:PERSONAL_SIZE]


@cached_function(Temperature.WARM, tags=lambda user_id: tags.of_choice(user_id), kind="recommended")
def chosen(user_id: int) -> list[Card]:
    """The account's cards. What is looked at in between counts a little later."""
    return fetch_chosen(user_id=user_id)


@reads_replica
def fetch_chosen(*, user_id: int) -> list[Card]:
    """What is bought together with the account's products, then the popular of their categories, then of the shop.

    Nothing that is sold out, and nothing that the account has, wishes for or has just looked at.
    """
    category_of = _traces(user_id)
    weights = _strongest(category_of) if category_of else {}
    fresh = active_products().filter(stock__gt=0).exclude(pk__in=category_of)
    walks = [_marked(fresh.filter(pk__in=weights), 0)]
    for category, _ in Counter(category_of.values()).most_common(MOST_CATEGORIES):
        walks.append(_popular(fresh.filter(category_id=category), 1))
    walks.append(_popular(fresh, 2))
    found: dict[int, Product] = {}
    for product in walks[0].union(*walks[1:], all=True):
        if product.pk not in found or product.place < found[product.pk].place:
            found[product.pk] = product
    best_first = sorted(found.values(), key=lambda p: (p.place, -weights.get(p.pk, p.view_count), -p.pk))
    return [card_of(product) for product in best_first[:CHOICE_SIZE]]


def _traces(user_id: int) -> dict[int, int]:
    """One query: the products that say something about the account, with their categories."""
    wishes = Wish.objects.filter(user_id=user_id).order_by("-id")
    # The orders first, by the account's index: asked for the newest items directly, Postgres walks through everybody's.
    orders = Order.objects.filter(user_id=user_id, status__in=COUNTED).order_by("-id").values("id")[:MOST_ORDERS]
    looks = Product.objects.filter(pk__in=last_viewed(user_id=user_id))
    own = wishes.values_list("product_id", "product__category_id")[:MOST_WISHES].union(
        OrderItem.objects.filter(order_id__in=orders).values_list("product_id", "product__category_id"),
        looks.values_list("pk", "category_id"),
    )
    return dict(own)


def _strongest(seeds: Any) -> dict[int, int]:
    """One query: what was bought together with any of the products, and in how many orders."""
    pairs = CoPurchase.objects.filter(product__in=seeds).exclude(other__in=seeds).order_by()
    summed = pairs.values_list("other_id").annotate(together=Sum("orders")).order_by("-together", "-other_id")
    return dict(summed[:MOST_PAIRS])


def _popular(products: Any, place: int) -> Any:
    return _marked(products, place).order_by("-view_count", "-id")[: 2 * CHOICE_SIZE]


def _marked(products: Any, place: int) -> Any:
    return products.annotate(place=Value(place))
