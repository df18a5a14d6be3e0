"""What the tests of orders and payments share: somebody with something in the cart."""

import uuid

from accounts.models.country import Country
from cart.services.add_product import add_product
from cart.stores import AccountStore
from orders.address import Address
from orders.services.place_order import place_order
from payments.models.sandbox_charge import SandboxToken as Token
from testing.factories import UserFactory

ADDRESS = Address("Ann Example", "Oudegracht 1", "3511 AA", "Utrecht", Country.NETHERLANDS)


def shopper_with(*products, quantity=1):
    """An account whose cart holds so many of each."""
    user = UserFactory()
    for product in products:
        add_product(AccountStore(user.pk), product=product, quantity=quantity)
    return user


def placed_order(*products, user=None, quantity=1, address=ADDRESS):
    """An order for the products, not paid."""
    user = user or UserFactory()
    for product in products:
        add_product(AccountStore(user.pk), product=product, quantity=quantity)
    return place_order(user_id=user.pk, address=address, idempotency_key=uuid.uuid4()).order


def filled(page, **changes):
    """What the browser posts when somebody fills the page in."""
    form = page.context["form"]
    hidden = {name: str(form[name].value()) for name in ("idempotency_key", "expected_total")}
    address = {"recipient": "Ann Example", "line_1": "Oudegracht 1", "postal_code": "3511 AA", "city": "Utrecht"}
    return {**hidden, **address, "country": "NL", "method": Token.SUCCEEDS.value, **changes}
