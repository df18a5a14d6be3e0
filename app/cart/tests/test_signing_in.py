"""A visitor's cart comes along when they sign in (S3)."""

from decimal import Decimal

import pytest
from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.cache import SessionStore
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from cart import count
from cart.entries import Entry
from cart.limits import MAX_LINES, MAX_QUANTITY
from cart.models import Cart, CartItem
from cart.services.add_product import add_product
from cart.services.set_quantity import set_quantity
from cart.stores import AccountStore, GuestStore
from storefront.visitor import Visitor
from testing.factories import CategoryFactory, ProductFactory, UserFactory
from testing.parallel import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    """A visitor's session."""
    return SessionStore()


def sign_in(session, user):
    """What the sign-in page does once the password was right."""
    request = RequestFactory().post("/")
    request.session = session
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")


def quantities(user):
    """What the account's rows say."""
    return {key: entry.quantity for key, entry in AccountStore(user.pk).entries().items()}


def test_both_carts_add_up_to_the_limit_and_the_visitors_is_gone(session):
    """A product in both is one line; twice the limit is the limit; signing in again adds nothing."""
    user, both, full, new = UserFactory(), *(ProductFactory(stock=50) for _ in range(3))
    for product, pieces in ((both, 2), (full, MAX_QUANTITY)):
        add_product(AccountStore(user.pk), product=product, quantity=pieces)
    for product, pieces in ((both, 3), (full, 1), (new, 4)):
        add_product(GuestStore(session), product=product, quantity=pieces)
    for _ in range(2):
        sign_in(session, user)
        assert quantities(user) == {both.pk: 5, full.pk: MAX_QUANTITY, new.pk: 4}
        assert GuestStore(session).entries() == {}
    assert count.recall(user.pk) == 9 + MAX_QUANTITY


def test_a_price_agreed_to_as_a_visitor_stays_known(session):
    """So that a change in between is pointed out after signing in too."""
    user, bowl = UserFactory(), ProductFactory(price="10.00")
    add_product(GuestStore(session), product=bowl, quantity=1)
    bowl.price = Decimal("11.00")
    bowl.save()
    sign_in(session, user)
    assert AccountStore(user.pk).entries()[bowl.pk] == Entry(1, Decimal("10.00"))


def test_where_not_all_lines_have_room_the_accounts_own_stay(session):
    """And a product that was deleted meanwhile stops nobody from signing in."""
    user, shelf = UserFactory(), CategoryFactory()
    own = [ProductFactory(category=shelf) for _ in range(MAX_LINES - 1)]
    for product in own:
        add_product(AccountStore(user.pk), product=product, quantity=1)
    deleted, fits, left_out = (ProductFactory(category=shelf) for _ in range(3))
    for product in (deleted, fits, left_out):
        add_product(GuestStore(session), product=product, quantity=1)
    deleted.delete()
    sign_in(session, user)
    assert set(quantities(user)) == {product.pk for product in [*own, fits]}


def test_two_additions_at_the_same_time_both_count():
    """The cart's row is the lock: no update is lost, and the first addition makes one cart only."""
    user, bowl = UserFactory(), ProductFactory(stock=50)
    at_once([lambda: add_product(AccountStore(user.pk), product=bowl, quantity=1)] * 8)
    assert quantities(user) == {bowl.pk: 8}
    assert Cart.objects.filter(user=user).count() == 1


def test_a_change_that_fails_leaves_the_cart_and_its_count_as_they_were():
    """Rows and number go together."""
    user, bowl = UserFactory(), ProductFactory()
    add_product(AccountStore(user.pk), product=bowl, quantity=1)
    with pytest.raises(ZeroDivisionError), AccountStore(user.pk).editing() as entries:
        entries[bowl.pk] = Entry(7, entries[bowl.pk].price_seen // 0)
    assert quantities(user) == {bowl.pk: 1}
    assert count.recall(user.pk) == 1


def test_the_database_keeps_the_lines_limit():
    """Also past the services."""
    user, bowl = UserFactory(), ProductFactory()
    cart = Cart.objects.create(user=user)
    for wrong in (0, MAX_QUANTITY + 1):
        with pytest.raises(IntegrityError, match="cartitem_quantity_in_limits"), transaction.atomic():
            CartItem.objects.create(cart=cart, product=bowl, quantity=wrong, price_seen=1)
    for wrong in (-1, MAX_QUANTITY + 1):
        with pytest.raises(ValueError, match="a line has"):
            set_quantity(AccountStore(user.pk), product_id=bowl.pk, quantity=wrong)


def test_the_headers_count_costs_no_query(session, settings, django_assert_num_queries):
    """From Redis for an account, from the session for a visitor; unknown without a session, which is not touched."""
    user, bowl = UserFactory(), ProductFactory()
    add_product(AccountStore(user.pk), product=bowl, quantity=3)
    add_product(GuestStore(session), product=bowl, quantity=2)
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        assert Visitor(request).cart_count is None
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
        request.session = session
        request.user = user
        assert Visitor(request).cart_count == 3
        request.user = AnonymousUser()
        assert Visitor(request).cart_count == 2
