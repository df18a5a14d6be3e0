"""Tell those who wish for a product that it costs less."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model

from catalogue.models import Product, ProductStatus
from notifications.kinds import Kind
from notifications.services.dispatch import dispatch
from outbox.services.enqueue import enqueue
from wishlist.models import Wish

TASK = "wishlist.tasks.tell_of_lower_price"
#: people a task tells; the rest is for the next one
BATCH = 200


def prices_changed(changes: Mapping[int, tuple[Decimal, Decimal]]) -> None:
    """In the transaction that changes the prices: have workers tell of those that fell.

    `changes` maps products' keys to the price before and after, in euro. One query where a price fell, and a message
    for each of these products that somebody wishes for.
    """
    fell = {key: prices for key, prices in changes.items() if prices[1] < prices[0]}
    if not fell:
        return
    for key in Wish.objects.filter(product_id__in=fell).order_by("product_id").values_list("product_id").distinct():
        before, after = fell[key[0]]
        enqueue(TASK, (key[0], str(before), str(after)))


def tell_of_lower_price(product_id: int, before: str, after: str, *, beyond: int = 0) -> dict[str, Any]:
    """Dispatch to the next people with the product on their list and this news ticked, and ask for the rest.

    In the caller's transaction, so the rest is asked for once the batch is written. Nobody is told of a price that is
    not the price any more, or twice of the same one.
    """
    product = Product.objects.filter(pk=product_id, status=ProductStatus.ACTIVE, price=Decimal(after)).first()
    if product is None:
        return {"told": 0, "why": "the product or its price is gone"}
    wishes = Wish.objects.filter(product_id=product_id, pk__gt=beyond, user__is_active=True)
    rows = list(
        wishes.exclude(user__notification_preferences=None)
        .exclude(user__notification_preferences__wishlist=[])
        .order_by("pk")
        .values_list("pk", "user_id")[:BATCH]
    )
    users = get_user_model().objects.in_bulk([user_id for _, user_id in rows])
    context = {"product": product.name, "path": product.get_absolute_url(), "price": after, "before": before}
    told = 0
    for _, user_id in rows:
        key = f"price:{product_id}:{after}"
        told += dispatch(users[user_id], Kind.PRICE_DROP, key=key, context=context) is not None
    if len(rows) == BATCH:
        enqueue(TASK, (product_id, before, after), {"beyond": rows[-1][0]})
    return {"told": told}
