"""The cart's pages: what they change, what they point out, and what they cost (S3)."""

from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session

from cart.limits import MAX_LINES, MAX_QUANTITY
from cart.models import CartItem
from cart.stores import AccountStore
from catalogue.models import ProductStatus
from testing.factories import CategoryFactory, ProductFactory, UserFactory
from testing.queries import captured_queries

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["visitor", "account"])
def shopper(request, site):
    """Both kinds of visitor keep the same promises."""
    if request.param == "account":
        site.force_login(UserFactory())
    return site


def put_in(client, product, quantity=1):
    """What the product page's form does."""
    return client.post("/cart/add/", {"product": product.slug, "quantity": quantity}, follow=True)


def quantities(page):
    """Pieces by product's key, as the page's fields have them."""
    return {line.product.pk: line.quantity for line in page.context["cart"].lines}


def test_a_product_goes_in_is_changed_and_comes_out(shopper):
    """Adding twice adds up; a number replaces; none removes."""
    bowl = ProductFactory(price="12.50")
    assert "is in your cart" in put_in(shopper, bowl, 2).content.decode()
    page = put_in(shopper, bowl, 1)
    assert quantities(page) == {bowl.pk: 3}
    assert "€\N{NO-BREAK SPACE}37.50" in page.content.decode()
    page = shopper.post(f"/cart/lines/{bowl.pk}/", {"quantity": 5}, follow=True)
    assert quantities(page) == {bowl.pk: 5}
    page = shopper.post(f"/cart/lines/{bowl.pk}/", {"quantity": 0}, follow=True)
    assert "Your cart is empty" in page.content.decode()


def test_a_line_has_a_limit_and_so_has_the_cart(shopper):
    """More pieces are capped; a number above the limit and a line too many are refused with a reason."""
    bowl = ProductFactory(stock=100)
    put_in(shopper, bowl, MAX_QUANTITY)
    page = put_in(shopper, bowl, MAX_QUANTITY)
    assert quantities(page) == {bowl.pk: MAX_QUANTITY}
    assert f"at most {MAX_QUANTITY} of a product" in page.content.decode()
    for wrong in (MAX_QUANTITY + 1, 0, -1, "x", ""):
        assert "Please choose between" in put_in(shopper, bowl, wrong).content.decode()
    page = shopper.post(f"/cart/lines/{bowl.pk}/", {"quantity": MAX_QUANTITY + 1}, follow=True)
    assert f"at most {MAX_QUANTITY} pieces" in page.content.decode()
    shelf = CategoryFactory()
    for _ in range(MAX_LINES - 1):
        put_in(shopper, ProductFactory(category=shelf))
    page = put_in(shopper, ProductFactory(category=shelf))
    assert f"A cart holds {MAX_LINES} different products" in page.content.decode()
    assert len(quantities(page)) == MAX_LINES


def test_what_is_not_for_sale_does_not_go_in(shopper):
    """A draft is not there for visitors; a sold-out product says so."""
    draft = ProductFactory(status=ProductStatus.DRAFT)
    assert shopper.post("/cart/add/", {"product": draft.slug, "quantity": 1}).status_code == 404
    assert shopper.post("/cart/add/", {"product": "no-such-thing", "quantity": 1}).status_code == 404
    assert "is sold out" in put_in(shopper, ProductFactory(stock=0)).content.decode()


def test_todays_prices_are_shown_and_a_change_is_pointed_out(shopper):
    """Until the shopper agrees to it."""
    bowl = ProductFactory(name="Bowl", price="10.00")
    put_in(shopper, bowl, 2)
    bowl.price = Decimal("12.00")
    bowl.save()
    page = shopper.get("/cart/")
    assert page.context["cart"].total == Decimal("24.00")
    text = page.content.decode().replace("\N{NO-BREAK SPACE}", "")
    assert "Bowl costs €12.00 now; it was €10.00." in text
    assert "has changed" not in shopper.post("/cart/adjust/", follow=True).content.decode()


def test_lines_that_cannot_be_ordered_are_said_and_taken_out_on_request(shopper):
    """Retired and sold-out ones go, a short one is lowered to what is left; the total counts none of what is gone."""
    retired, sold_out, short = (ProductFactory(name=name, price="1.00") for name in ("Old", "Gone", "Scarce"))
    for product in (retired, sold_out, short):
        put_in(shopper, product, 4)
    retired.status = ProductStatus.RETIRED
    sold_out.stock, short.stock = 0, 3
    for product in (retired, sold_out, short):
        product.save()
    page = shopper.get("/cart/")
    text = page.content.decode()
    for sentence in ("Old is no longer for sale", "Gone is sold out", "Scarce: only 3 left, your cart has 4"):
        assert sentence in text
    assert "Go to checkout" not in text
    assert page.context["cart"].total == Decimal("4.00")
    page = shopper.post("/cart/adjust/", follow=True)
    assert quantities(page) == {short.pk: 3}
    assert "Go to checkout" in page.content.decode()


def test_a_deleted_product_is_no_line_any_more(shopper):
    """Neither kind of cart breaks on it."""
    bowl = ProductFactory()
    put_in(shopper, bowl)
    bowl.delete()
    assert "Your cart is empty" in shopper.get("/cart/").content.decode()


def test_a_session_is_made_when_something_is_put_in_and_not_before(site):
    """Looking at the cart, failing to add, or changing what is not there leaves no cookie and no row."""
    bowl = ProductFactory()
    answer = site.get("/cart/")
    assert "__Host-sessionid" not in answer.cookies
    assert site.post("/cart/add/", {"product": "no-such-thing", "quantity": 1}).status_code == 404
    site.post(f"/cart/lines/{bowl.pk}/", {"quantity": 1})
    site.post("/cart/adjust/")
    assert Session.objects.count() == 0
    put_in(site, bowl)
    assert "__Host-sessionid" in site.cookies
    assert Session.objects.count() == 1


def test_a_machine_does_not_make_sessions_without_end(site, monkeypatch):
    """Beyond the limit of an address there is a 429, and no session."""
    monkeypatch.setattr("cart.views.ADDITIONS", "2/minute")
    bowl = ProductFactory()
    answers = []
    for _ in range(4):
        site.cookies.clear()
        answers.append(site.post("/cart/add/", {"product": bowl.slug, "quantity": 1}).status_code)
    assert answers == [302, 302, 429, 429]
    assert Session.objects.count() == 2


def test_the_cart_is_never_stored_by_anyone(shopper):
    """Neither the page nor the answers to its forms."""
    bowl = ProductFactory()
    for answer in (
        shopper.post("/cart/add/", {"product": bowl.slug, "quantity": 1}),
        shopper.get("/cart/"),
        shopper.post("/cart/adjust/"),
        shopper.post(f"/cart/lines/{bowl.pk}/", {"quantity": 0}),
    ):
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))


def test_nothing_changes_by_following_a_link(shopper):
    """A GET to what changes the cart is refused."""
    for path in ("/cart/add/", "/cart/lines/1/", "/cart/adjust/"):
        assert shopper.get(path).status_code == 405


def test_the_cart_page_keeps_its_query_budget(site):
    """Two queries for a visitor's rows and products together with the account's own, whatever the number of lines."""
    user = UserFactory()
    site.force_login(user)
    shelf = CategoryFactory()
    for number in (1, 5):
        for _ in range(number):
            put_in(site, ProductFactory(category=shelf))
        with captured_queries() as captured:
            assert site.get("/cart/").status_code == 200
        assert len(captured) == 3, captured.sql


def test_one_accounts_cart_is_nobody_elses(site):
    """The change goes to the own cart, whatever key is posted."""
    anns, bobs = UserFactory(), UserFactory()
    bowl = ProductFactory()
    site.force_login(anns)
    put_in(site, bowl, 2)
    site.force_login(bobs)
    site.post(f"/cart/lines/{bowl.pk}/", {"quantity": 0})
    assert AccountStore(anns.pk).entries()[bowl.pk].quantity == 2
    assert not CartItem.objects.filter(cart__user=bobs).exists()


def test_the_product_page_has_the_form_and_nothing_of_the_visitor(site):
    """It is cached for everyone: no token, no cookie; a sold-out product has no form."""
    bowl, gone = ProductFactory(), ProductFactory(stock=0)
    page = site.get(f"/products/{bowl.slug}/")
    assert f'<input type="hidden" name="product" value="{bowl.slug}">' in page.content.decode()
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert not page.cookies
    assert "/cart/add/" not in site.get(f"/products/{gone.slug}/").content.decode()
