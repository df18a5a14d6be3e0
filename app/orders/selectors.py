"""What the pages read of orders. Every function takes the reader's key: another account's order is not there."""

from dataclasses import asdict, dataclass, field

from django.db.models import QuerySet, Subquery

from accounts.models import Address as SavedAddress
from accounts.models import User
from orders.address import Address
from orders.models import Order, OrderEvent, OrderItem

PAGE_SIZE = 10


@dataclass(slots=True)
class Purchase:
    """An order with its items; their products are loaded."""

    order: Order
    items: list[OrderItem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class History:
    """One page, newest first; `after` is the number to go on from, empty on the last page."""

    purchases: list[Purchase]
    after: str


def history(*, user_id: int, after: str = "") -> History:
    """One query, whatever the number of orders: the items of a page of orders, with order and product.

    The page is found through the index of the user's orders and goes on from a key, so that the hundredth page costs
    what the first does. Every order has items (place_order), so none is missing.
    """
    items = OrderItem.objects.filter(order__in=page_of_orders(user_id=user_id, after=after).values("id"))
    purchases: dict[int, Purchase] = {}
    for item in items.select_related("order", "product").order_by("-order_id", "id"):
        purchases.setdefault(item.order_id, Purchase(item.order)).items.append(item)
    shown = list(purchases.values())[:PAGE_SIZE]
    return History(shown, shown[-1].order.number if len(purchases) > PAGE_SIZE else "")


def page_of_orders(*, user_id: int, after: str) -> QuerySet[Order]:
    """A page and one order more, newest first; none after a number that is not the account's."""
    own = Order.objects.filter(user_id=user_id)
    page = own.order_by("-id")
    if after:
        page = page.filter(id__lt=Subquery(own.filter(number=after).values("id")))
    return page[: PAGE_SIZE + 1]


def usual_address(user: User) -> dict[str, str]:
    """One query: what the checkout offers, the first of the account's address book, or its name."""
    saved = SavedAddress.objects.filter(user=user).first()
    return {"recipient": user.name} if saved is None else asdict(Address.from_book(saved))


def order_of(*, user_id: int, number: str) -> Order:
    """One query. Raises Order.DoesNotExist, also for another account's order."""
    return Order.objects.get(user_id=user_id, number=number)


def items_of(order: Order) -> list[OrderItem]:
    """One query: the items with their products."""
    return list(order.items.select_related("product").order_by("id"))


def events_of(order: Order) -> list[OrderEvent]:
    """One query: what happened to the order, oldest first."""
    return list(order.events.all())
