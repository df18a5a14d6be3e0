"""An order is placed in one transaction, all of it or nothing (S1)."""

import re
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from cart.services.set_quantity import set_quantity
from cart.stores import AccountStore
from catalogue.models import Product, ProductStatus
from orders.models import Order, OrderEvent, OrderItem
from orders.numbers import PATTERN, new_number
from orders.services.errors import EmptyCart, NotObtainable, TooManyUnpaid, TotalChanged
from orders.services.place_order import MAX_UNPAID, place_order
from orders.states import OrderStatus
from orders.tests.buying import ADDRESS, placed_order, shopper_with
from testing.factories import ProductFactory, UserFactory
from testing.parallel import at_once
from testing.queries import captured_queries

pytestmark = pytest.mark.django_db


def order(user, **given):
    """place_order with a key of its own."""
    return place_order(user_id=user.pk, address=ADDRESS, **{"idempotency_key": uuid.uuid4(), **given})


def stock_of(*products):
    """What is left of each."""
    return [Product.objects.get(pk=product.pk).stock for product in products]


def test_an_order_has_the_carts_lines_at_todays_prices_and_the_stock_is_its_own():
    """Items are copies: a later change of the product changes no order. The cart is empty."""
    bowl, spade = ProductFactory(name="Bowl", price="12.50", stock=5), ProductFactory(name="Spade", price="0.10")
    user = shopper_with(bowl, spade, quantity=3)
    Product.objects.filter(pk=bowl.pk).update(price=Decimal("13.00"))
    made = order(user)
    Product.objects.filter(pk=bowl.pk).update(price=Decimal("99.00"), name="Basin")
    assert made.is_new
    found = Order.objects.get()
    assert (found.status, found.total, found.user) == (OrderStatus.PENDING_PAYMENT, Decimal("39.30"), user)
    assert found.address == ADDRESS
    assert {(item.name, item.unit_price, item.quantity, item.total) for item in found.items.all()} == {
        ("Bowl", Decimal("13.00"), 3, Decimal("39.00")),
        ("Spade", Decimal("0.10"), 3, Decimal("0.30")),
    }
    assert stock_of(bowl, spade) == [2, 7]
    assert AccountStore(user.pk).entries() == {}
    event = OrderEvent.objects.get()
    assert (event.from_status, event.to_status, event.actor, event.by) == ("", "pending_payment", "customer", user)
    assert event.stock == {str(bowl.pk): [5, 2], str(spade.pk): [10, 7]}


def test_the_same_key_is_the_same_order():
    """Also when the cart has been filled again; another account's key is its own."""
    bowl = ProductFactory()
    user, key = shopper_with(bowl), uuid.uuid4()
    first = order(user, idempotency_key=key)
    set_quantity(AccountStore(user.pk), product_id=bowl.pk, quantity=2)
    shopper = shopper_with(bowl)
    again, other = order(user, idempotency_key=key), order(shopper, idempotency_key=key)
    assert (again.order, again.is_new) == (first.order, False)
    assert (other.is_new, other.order.user) == (True, shopper)
    assert stock_of(bowl) == [8]


def test_the_same_key_at_the_same_time_is_one_order():
    """A double click: one places the order, the others find it. None fails, and the stock goes down once."""
    bowl = ProductFactory()
    user, key = shopper_with(bowl, quantity=2), uuid.uuid4()
    made = at_once([lambda: order(user, idempotency_key=key)] * 6)
    assert [each.is_new for each in made].count(True) == 1
    assert {each.order.pk for each in made} == {Order.objects.get().pk}
    assert stock_of(bowl) == [8]


def test_a_cart_from_two_windows_is_ordered_once():
    """The second window has another key, and finds the cart empty."""
    user = shopper_with(ProductFactory())
    order(user)
    with pytest.raises(EmptyCart):
        order(user)
    with pytest.raises(EmptyCart):
        order(UserFactory())


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"stock": 0}, "sold out"),
        ({"stock": 1}, "fewer left"),
        ({"status": ProductStatus.RETIRED}, "no longer for sale"),
        ({"status": ProductStatus.DRAFT}, "no longer for sale"),
    ],
)
def test_what_is_not_to_be_had_stops_the_whole_order(change, problem):
    """Nothing is taken of the other lines either, and the cart is as before."""
    fine, other = ProductFactory(), ProductFactory()
    user = shopper_with(fine, other, quantity=2)
    Product.objects.filter(pk=other.pk).update(**change)
    with pytest.raises(NotObtainable, match=problem) as refused:
        order(user)
    assert [line.product for line in refused.value.lines] == [other]
    assert stock_of(fine) == [10]
    assert len(AccountStore(user.pk).entries()) == 2
    assert not Order.objects.exists()


def test_nobody_pays_a_price_they_have_not_seen():
    """A price that changed between page and button is asked about first."""
    bowl = ProductFactory(price="10.00")
    user = shopper_with(bowl, quantity=2)
    Product.objects.update(price=Decimal("11.00"))
    with pytest.raises(TotalChanged, match=r"22\.00"):
        order(user, expected_total=Decimal("20.00"))
    assert stock_of(bowl) == [10]
    assert order(user, expected_total=Decimal("22.00")).order.total == Decimal("22.00")


def test_unpaid_orders_cannot_empty_the_shelves():
    """An account holds stock with a few unpaid orders at most; what is paid does not count."""
    bowl, user = ProductFactory(), UserFactory()
    first, *_ = [placed_order(bowl, user=user) for _ in range(MAX_UNPAID)]
    with pytest.raises(TooManyUnpaid, match=f"{MAX_UNPAID} orders"):
        placed_order(bowl, user=user)
    assert stock_of(bowl) == [10 - MAX_UNPAID]
    Order.objects.filter(pk=first.pk).update(status=OrderStatus.PAID)
    assert placed_order(bowl, user=user).status == OrderStatus.PENDING_PAYMENT


def test_placing_costs_the_same_whatever_the_number_of_lines():
    """One statement each for locks, stock and items; two for the message in the outbox."""
    costs = []
    for number in (1, 6):
        user = shopper_with(*(ProductFactory() for _ in range(number)))
        with captured_queries() as queries:
            order(user)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 16, costs


def test_rows_are_locked_in_key_order_and_only_as_hard_as_needed():
    """FOR NO KEY UPDATE of the products alone, ordered by key: two orders wait for each other, never in a circle."""
    user = shopper_with(ProductFactory(), ProductFactory())
    with captured_queries() as queries:
        order(user)
    [locking] = [sql for sql in queries.sql if "FOR NO KEY UPDATE" in sql and "catalogue_product" in sql]
    assert 'ORDER BY "catalogue_product"."id" ASC FOR NO KEY UPDATE OF "catalogue_product"' in locking


def test_the_database_refuses_less_than_nothing():
    """Whatever the services do, stock does not go below none, and an order without its stock is no live one."""
    bowl = ProductFactory(stock=1)
    made = placed_order(bowl)
    with pytest.raises(IntegrityError, match="product_stock_not_negative"), transaction.atomic():
        Product.objects.filter(pk=bowl.pk).update(stock=-1)
    with pytest.raises(IntegrityError, match="order_gave_its_stock_back"), transaction.atomic():
        Order.objects.filter(pk=made.pk).update(status=OrderStatus.CANCELLED)
    with pytest.raises(IntegrityError, match="orderitem_has_pieces"), transaction.atomic():
        OrderItem.objects.filter(order=made).update(quantity=0)


def test_the_address_is_not_readable_in_the_database():
    """The column holds what only the application can open."""
    made = placed_order(ProductFactory())
    with connection.cursor() as cursor:
        cursor.execute("SELECT shipping_address FROM orders_order WHERE id = %s", [made.pk])
        [stored] = cursor.fetchone()
    for part in (ADDRESS.recipient, ADDRESS.line_1, ADDRESS.city):
        assert part not in stored
    assert Order.objects.get().address.lines == ["Ann Example", "Oudegracht 1", "3511 AA Utrecht", "Netherlands"]


def test_numbers_are_readable_and_not_in_a_row():
    """Twelve characters that no two of which are mistaken for each other; a thousand are all different."""
    numbers = {new_number() for _ in range(1000)}
    assert len(numbers) == 1000
    assert all(re.fullmatch(PATTERN, number) for number in numbers)
    assert not set("".join(numbers)) & set("ILOU")
