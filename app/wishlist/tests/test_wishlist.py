"""The wishlist: one account's own, whatever anybody sends (O5, C5)."""

import re

import pytest

from cart.stores import AccountStore
from catalogue.models import Product
from testing.factories import ProductFactory
from testing.parallel import at_once
from testing.queries import captured_queries
from wishlist import selectors
from wishlist.models import Wish
from wishlist.services import add_wish as adding
from wishlist.services.add_wish import ListFull, add_wish

pytestmark = pytest.mark.django_db

PAGE, LIST = "/products/bowl/", "/wishlist/"
ADD, REMOVE, MOVE = "/wishlist/add/", "/wishlist/remove/", "/wishlist/move/"
WISH = {"product": "bowl"}


def test_a_product_is_put_on_the_list_and_taken_off(ann, bowl):
    """The product's page shows which, and leads back to itself."""
    assert b"Add to wishlist" in ann.get(PAGE).content
    answer = ann.post(ADD, WISH)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert b"Take off the wishlist" in ann.get(PAGE).content
    assert "Bowl" in ann.get(LIST).content.decode()
    assert ann.post(REMOVE, WISH)["Location"] == PAGE
    assert Wish.objects.count() == 0
    assert b"Add to wishlist" in ann.get(PAGE).content


def test_adding_and_removing_again_change_nothing(ann, bowl):
    """Both are idempotent."""
    for _ in range(2):
        assert ann.post(ADD, WISH).status_code == 302
    assert selectors.count(ann.user) == 1
    for _ in range(2):
        assert ann.post(REMOVE, {**WISH, "from-list": "1"})["Location"] == LIST
    assert selectors.count(ann.user) == 0


def test_the_list_costs_two_queries_however_long_it_is(ann, bowl):
    """The visitor, and the products with their categories; last wished first."""
    for n in range(7):
        add_wish(user=ann.user, product_id=ProductFactory(name=f"Thing {n}").pk)
    ann.get(LIST)
    with captured_queries() as queries:
        page = ann.get(LIST).content.decode()
    assert len(queries) == 2
    assert "7 products" in page
    assert re.findall(r">(Thing \d)<", page) == [f"Thing {n}" for n in range(6, -1, -1)]


@pytest.mark.parametrize("slug", ["nope", "draft"])
def test_only_what_is_sold_can_be_wished(ann, slug):
    """Unknown and draft products are a 404 alike."""
    ProductFactory(slug="draft", status="draft")
    assert ann.post(ADD, {"product": slug}).status_code == 404
    assert Wish.objects.count() == 0


def test_moving_puts_one_piece_into_the_cart(ann, bowl):
    """Once, however often the form is sent."""
    ann.post(ADD, WISH)
    for _ in range(2):
        assert ann.post(MOVE, WISH)["Location"] == LIST
    assert selectors.count(ann.user) == 0
    assert {key: entry.quantity for key, entry in AccountStore(ann.user.pk).entries().items()} == {bowl.pk: 1}


@pytest.mark.parametrize(
    ("change", "shown"), [({"stock": 0}, "Sold out"), ({"status": "retired"}, "No longer for sale")]
)
def test_what_cannot_be_bought_stays_on_the_list(ann, bowl, change, shown):
    """The list says why, without a button; a form that is sent all the same is refused."""
    ann.post(ADD, WISH)
    Product.objects.filter(pk=bowl.pk).update(**change)
    page = ann.get(LIST).content.decode()
    assert shown in page
    assert "Move to cart" not in page
    ann.post(MOVE, WISH)
    assert selectors.count(ann.user) == 1
    assert not AccountStore(ann.user.pk).entries()


def test_a_list_has_a_largest_size(ann, bowl, monkeypatch):
    """The next one is refused with a reason; one that is on it is still no error."""
    monkeypatch.setattr(adding, "MOST_WISHES", 1)
    ann.post(ADD, WISH)
    ann.post(ADD, WISH)
    other = ProductFactory()
    with pytest.raises(ListFull):
        add_wish(user=ann.user, product_id=other.pk)
    assert "holds 1 products" in ann.post(ADD, {"product": other.slug}, follow=True).content.decode()
    assert selectors.count(ann.user) == 1


def test_simultaneous_additions_keep_to_the_size_and_to_one_a_product(ann, bowl, monkeypatch):
    """Eight of four products at once on a list of three: three are on it, and nobody gets an error of the database."""
    monkeypatch.setattr(adding, "MOST_WISHES", 3)
    products = [ProductFactory() for _ in range(4)] * 2

    def add(product):
        try:
            return add_wish(user=ann.user, product_id=product.pk)
        except ListFull:
            return None

    added = at_once([lambda product=product: add(product) for product in products])
    assert {True, False, None} >= set(added)
    assert added.count(True) == selectors.count(ann.user) == 3
