"""64 buyers at once on carts that share products: nothing is oversold, nobody deadlocks, everything adds up (S1)."""

import random
import uuid
from collections import Counter
from decimal import Decimal

import pytest
from django.db.models import F, Sum

from cart.entries import Entry
from cart.stores import AccountStore
from catalogue.models import Product
from orders.models import Order, OrderItem
from orders.services.errors import NotObtainable
from orders.services.place_order import place_order
from orders.states import STOCK_IS_BACK, OrderStatus
from orders.tests.buying import ADDRESS
from payments.models.sandbox_charge import SandboxToken as Token
from payments.services.pay import pay
from payments.tests.looking import books
from testing.factories import CategoryFactory, ProductFactory, UserFactory
from testing.parallel import at_once, connections_for

pytestmark = pytest.mark.django_db

BUYERS = 64


@pytest.fixture(autouse=True)
def enough_connections():
    """A connection a buyer, and the test's own."""
    with connections_for(BUYERS + 2):
        yield


@pytest.fixture
def buyers():
    """So many accounts; without passwords, whose hashing would take longer than all the buying."""
    return [UserFactory(password=None) for _ in range(BUYERS)]


def shelf(*stocks):
    """Products with so many pieces, each at another price."""
    category = CategoryFactory()
    return [
        ProductFactory(category=category, stock=stock, price=Decimal("3.33") * (number + 1))
        for number, stock in enumerate(stocks)
    ]


def fill(user, wanted):
    """A cart with the (product, pieces) in this order."""
    with AccountStore(user.pk).editing() as entries:
        entries.update({product.pk: Entry(pieces, product.price) for product, pieces in wanted})


def buy(user, token=None):
    """Order the cart, and pay where there is something to pay with."""
    order = place_order(user_id=user.pk, address=ADDRESS, idempotency_key=uuid.uuid4()).order
    if token is not None:
        pay(order_id=order.pk, token=token)
    return order


def check_the_books(initial):
    """Per product: initial = left + sold. Per order: items = total. Each failed order gave back exactly what it had."""
    live = OrderItem.objects.exclude(order__status__in=STOCK_IS_BACK).values("product_id")
    sold = dict(live.annotate(pieces=Sum("quantity")).values_list("product_id", "pieces"))
    for product in Product.objects.all():
        assert product.stock >= 0
        assert product.stock + sold.get(product.pk, 0) == initial[product.pk], product
    summed = Order.objects.annotate(items_total=Sum(F("items__unit_price") * F("items__quantity")))
    assert not summed.exclude(total=F("items_total")).exists()
    for order in Order.objects.prefetch_related("items", "events"):
        moved = Counter()
        for event in order.events.all():
            moved.update({key: after - before for key, (before, after) in event.stock.items()})
        back = order.status in STOCK_IS_BACK
        assert moved == {str(item.product_id): 0 if back else -item.quantity for item in order.items.all()}


def test_of_a_scarce_product_exactly_as_many_are_sold_as_there_were(buyers):
    """Every cart wants one of the 23, between others that all carts share, each cart in another order."""
    scarce, *others = shelf(23, *[200] * 7)
    initial = {product.pk: product.stock for product in (scarce, *others)}
    for number, user in enumerate(buyers):
        rng = random.Random(number)  # noqa: S311  (a cart, not a secret)
        wanted = [(scarce, 1), *((product, rng.randint(1, 3)) for product in rng.sample(others, 4))]
        rng.shuffle(wanted)
        fill(user, wanted)
    outcomes = at_once([lambda user=user: buy(user) for user in buyers])
    assert Counter(type(outcome) for outcome in outcomes) == {Order: 23, NotObtainable: BUYERS - 23}, outcomes
    assert Product.objects.get(pk=scarce.pk).stock == 0
    check_the_books(initial)
    for user, outcome in zip(buyers, outcomes, strict=True):
        assert (AccountStore(user.pk).entries() == {}) is isinstance(outcome, Order), "refused carts stay as they were"


def test_failed_payments_give_back_what_others_are_taking(buyers):
    """Half of the cards are declined while the other half buys from the same shelf: all 32 others are served."""
    products = shelf(*[400] * 6)
    initial = {product.pk: product.stock for product in products}
    for number, user in enumerate(buyers):
        fill(user, random.Random(number).sample([(product, 3) for product in products], 4))  # noqa: S311
    tokens = [Token.SUCCEEDS if number % 2 else Token.DECLINED for number in range(BUYERS)]
    outcomes = at_once([lambda pair=pair: buy(*pair) for pair in zip(buyers, tokens, strict=True)])
    assert {type(outcome) for outcome in outcomes} == {Order}, outcomes
    statuses = Counter(Order.objects.values_list("status", flat=True))
    assert statuses == {OrderStatus.PAID: BUYERS // 2, OrderStatus.PAYMENT_FAILED: BUYERS // 2}
    assert Counter(books()) == {"captured": BUYERS // 2, "declined": BUYERS // 2}
    check_the_books(initial)


def test_when_everything_is_short_everything_still_adds_up(buyers):
    """Too little of all, declined cards and lost answers among them: whatever happens, the books are right."""
    products = shelf(*[30] * 5)
    initial = {product.pk: product.stock for product in products}
    for number, user in enumerate(buyers):
        rng = random.Random(number)  # noqa: S311
        fill(user, [(product, rng.randint(1, 4)) for product in rng.sample(products, 3)])
    kinds = (Token.SUCCEEDS, Token.DECLINED, Token.ANSWER_LOST, Token.UNAVAILABLE)
    outcomes = at_once([lambda n=n: buy(buyers[n], kinds[n % 4]) for n in range(BUYERS)])
    assert {type(outcome) for outcome in outcomes} == {Order, NotObtainable}, outcomes
    check_the_books(initial)
