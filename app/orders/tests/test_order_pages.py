"""The account's orders: two queries whatever their number, and nobody else's (S3, O5)."""

import pytest
from django.db import connection, transaction

from cart.stores import AccountStore
from catalogue.models import Product, ProductStatus
from orders import selectors
from orders.models import Order
from orders.services.change_status import change_status
from orders.states import Actor, OrderStatus
from orders.tests.buying import placed_order
from payments.models.sandbox_charge import SandboxToken as Token
from payments.services.pay import pay
from testing.factories import ProductFactory, UserFactory
from testing.queries import captured_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    """Somebody with an account."""
    return UserFactory(name="Ann")


@pytest.fixture
def customer(site, user):
    """The same, signed in."""
    site.force_login(user)
    return site


def bought(user, number, products):
    """So many orders of all the products, newest last; each is cancelled, so that the limit of unpaid ones is kept."""
    orders = []
    for _ in range(number):
        order = placed_order(*products, user=user)
        change_status(order_id=order.pk, to=OrderStatus.CANCELLED, actor=Actor.CUSTOMER)
        orders.append(order)
    return orders


def numbers(page):
    """Those on the page, in its order."""
    return [purchase.order.number for purchase in page.context["history"].purchases]


def test_the_history_costs_two_queries_whatever_the_number_of_orders(customer, user):
    """One for the account, one for orders, items and products together."""
    bought(user, 1, [ProductFactory()])
    costs = []
    for _ in range(2):
        with captured_queries() as queries:
            page = customer.get("/orders/")
        costs.append((len(page.context["history"].purchases), len(queries)))
        bought(user, 6, [ProductFactory() for _ in range(4)])
    assert costs == [(1, 2), (7, 2)]


def test_pages_go_on_from_a_number_and_miss_none(customer, user):
    """Newest first, 10 a page; an order that is placed meanwhile moves nothing."""
    orders = bought(user, 23, [ProductFactory(stock=100)])
    newest_first = [order.number for order in reversed(orders)]
    bought(UserFactory(), 2, [ProductFactory()])
    page = customer.get("/orders/")
    assert numbers(page) == newest_first[:10]
    bought(user, 1, [ProductFactory()])
    page = customer.get(f"/orders/?after={page.context['history'].after}")
    assert numbers(page) == newest_first[10:20]
    page = customer.get(f"/orders/?after={page.context['history'].after}")
    assert numbers(page) == newest_first[20:]
    assert (page.context["history"].after, "Older" in page.content.decode()) == ("", False)


def test_a_page_shows_what_was_ordered_and_links_only_to_what_is_there(customer, user):
    """Name and price are the order's own; a retired product is named and not linked."""
    bowl, lamp = ProductFactory(name="Bowl", price="12.50"), ProductFactory(name="Lamp")
    placed_order(bowl, lamp, user=user, quantity=2)
    Product.objects.filter(pk=lamp.pk).update(status=ProductStatus.RETIRED)
    Product.objects.filter(pk=bowl.pk).update(name="Basin", price=99)
    for path in ("/orders/", Order.objects.get().get_absolute_url()):
        text = customer.get(path).content.decode()
        assert "€\N{NO-BREAK SPACE}45.00" in text
        assert "2 × €\N{NO-BREAK SPACE}12.50" in text
        assert f'href="/products/{bowl.slug}/">Bowl</a>' in text
        assert f"/products/{lamp.slug}/" not in text
        assert "Lamp" in text


def test_the_history_of_nobody_and_of_nothing(site, customer):
    """An account without orders is told so; numbers that are not its own lead nowhere."""
    assert "You have not ordered anything yet" in customer.get("/orders/").content.decode()
    foreign = placed_order(ProductFactory())
    for after in (foreign.number, "0000-0000-0000", "' OR 1=1 --", "x" * 500):
        assert customer.get("/orders/", {"after": after}).status_code == 404
    customer.logout()
    assert site.get("/orders/").status_code == 302


def test_another_accounts_order_is_not_there(customer):
    """404 on every address of it, and for a number nobody has; nothing happens to it."""
    order = placed_order(ProductFactory())
    for number in (order.number, "0000-0000-0000"):
        for path in (f"/orders/{number}/", f"/checkout/{number}/"):
            assert customer.get(path).status_code == 404
        for action in ("pay", "cancel", "again"):
            assert customer.post(f"/orders/{number}/{action}/", {"method": Token.SUCCEEDS}).status_code == 404
            assert customer.get(f"/orders/{number}/{action}/").status_code == 405
    order.refresh_from_db()
    assert (order.status, order.payments.count()) == ("pending_payment", 0)
    customer.logout()
    for path in (f"/orders/{order.number}/", f"/checkout/{order.number}/"):
        assert customer.get(path).status_code == 302


def test_an_orders_page_shows_address_and_history_within_its_budget(customer, user):
    """Five: account, order, payments, items with products, events. Small letters in the address are the same number."""
    order = placed_order(ProductFactory(), ProductFactory(), user=user)
    pay(order_id=order.pk, token=Token.SUCCEEDS)
    with captured_queries() as queries:
        page = customer.get(order.get_absolute_url().lower())
    assert len(queries) == 5, queries.sql
    for part in ("Oudegracht 1", "3511 AA Utrecht", "Netherlands", "Waiting for payment", "Paid"):
        assert part in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_an_order_that_was_not_paid_can_be_paid_later_or_cancelled(customer, user):
    """The page offers both while no attempt is under way."""
    bowl = ProductFactory()
    first, second = (placed_order(bowl, user=user) for _ in range(2))
    pay(order_id=first.pk, token=Token.UNAVAILABLE)
    page = customer.get(first.get_absolute_url()).content.decode()
    assert "could not be reached" in page
    wrong = customer.post(f"/orders/{first.number}/pay/", {"method": ""})
    assert (wrong.status_code, "Please choose how to pay." in wrong.content.decode()) == (422, True)
    page = customer.post(f"/orders/{first.number}/pay/", {"method": Token.SUCCEEDS}, follow=True)
    assert "Thank you" in page.content.decode()
    assert "Your order is cancelled" in customer.post(f"/orders/{second.number}/cancel/", follow=True).content.decode()
    for order in (first, second):
        page = customer.post(f"/orders/{order.number}/cancel/", follow=True)
        assert "cannot be cancelled any more" in page.content.decode()
        page = customer.post(f"/orders/{order.number}/pay/", {"method": Token.SUCCEEDS}, follow=True)
        assert "is not waiting for a payment" in page.content.decode()
    bowl.refresh_from_db()
    assert bowl.stock == 9


def test_while_a_payment_is_under_way_no_second_one_is_offered(customer, user):
    """Neither when the answer is not known nor when a confirmation is waited for."""
    for token, words in ((Token.ANSWER_LOST, "nothing is charged twice"), (Token.CONFIRMATION, "waits for your conf")):
        order = placed_order(ProductFactory(), user=user)
        pay(order_id=order.pk, token=token)
        page = customer.get(order.get_absolute_url()).content.decode()
        assert words in page
        assert f"/orders/{order.number}/pay/" not in page


def test_what_could_not_be_paid_goes_back_into_the_cart(customer, user):
    """At today's prices; what is not for sale any more is said."""
    bowl, lamp = ProductFactory(name="Bowl"), ProductFactory(name="Lamp")
    order = placed_order(bowl, lamp, user=user, quantity=2)
    pay(order_id=order.pk, token=Token.DECLINED)
    Product.objects.filter(pk=lamp.pk).update(status=ProductStatus.RETIRED)
    assert f"/orders/{order.number}/again/" in customer.get(order.get_absolute_url()).content.decode()
    page = customer.post(f"/orders/{order.number}/again/", follow=True)
    assert page.redirect_chain == [("/cart/", 302)]
    assert "Lamp is no longer for sale." in page.content.decode()
    assert {key: entry.quantity for key, entry in AccountStore(user.pk).entries().items()} == {bowl.pk: 2}


def test_the_history_is_read_by_its_index(user):
    """The hundredth page costs what the first does: the index gives the order, and nothing is sorted."""
    bought(user, 2, [ProductFactory()])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = selectors.page_of_orders(user_id=user.pk, after=Order.objects.last().number).explain()
    assert "order_of_user" in plan
    assert "Sort" not in plan
