"""Put what an order had back into the cart, to try again."""

from cart.services.add_product import add_product
from cart.services.errors import CartRefused
from cart.stores import AccountStore
from orders.models import Order


def refill_cart(order: Order) -> list[str]:
    """Add the order's pieces at today's prices; returns what could not be put in, for the shopper to read."""
    refused = []
    store = AccountStore(order.user_id)
    for item in order.items.select_related("product"):
        try:
            add_product(store, product=item.product, quantity=item.quantity)
        except CartRefused as reason:
            refused.append(str(reason))
    return refused
