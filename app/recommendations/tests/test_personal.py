"""What is chosen for one account is built from its own traces and shown to nobody else (C5, O5)."""

import pytest
from django.test import Client

from accounts.services.close_account import close_account
from recommendations import viewed
from recommendations.models import CoPurchase
from recommendations.personal import CHOICE_SIZE, PERSONAL_SIZE, chosen_for, fetch_chosen
from recommendations.tests.selling import sold
from recommendations.viewed import MOST_VIEWED, last_viewed, note_view
from testing.factories import CategoryFactory, ProductFactory, UserFactory
from testing.queries import captured_queries
from wishlist.services.add_wish import add_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    """An account."""
    return UserFactory(password=None)


def slugs(cards):
    """Of the cards, in their order."""
    return [card["slug"] for card in cards]


def goes_with(product, slug, orders=1, **columns):
    """Something that is bought together with the product."""
    other = ProductFactory(slug=slug, **columns)
    CoPurchase.objects.create(product=product, other=other, orders=orders)
    return other


@pytest.mark.parametrize("trace", ["viewed", "wished", "bought"])
def test_each_trace_leads_to_what_is_bought_with_it(ann, trace):
    """A look, a wish and an order alike; strongest first."""
    pan = ProductFactory(slug="pan")
    goes_with(pan, "lid", 2)
    goes_with(pan, "ladle", 5)
    leave = {
        "viewed": lambda: note_view(user_id=ann.pk, product_id=pan.pk),
        "wished": lambda: add_wish(user=ann, product_id=pan.pk),
        "bought": lambda: sold(pan, user=ann),
    }
    leave[trace]()
    assert slugs(fetch_chosen(user_id=ann.pk))[:2] == ["ladle", "lid"]


def test_what_is_there_already_is_not_recommended(ann):
    """Nothing wished, bought or just looked at; nothing that cannot be bought."""
    shelf = CategoryFactory()
    pan, owned, wished = (ProductFactory(category=shelf, view_count=99) for _ in range(3))
    note_view(user_id=ann.pk, product_id=pan.pk)
    sold(owned, user=ann)
    add_wish(user=ann, product_id=wished.pk)
    goes_with(pan, "gone", 9, stock=0)
    goes_with(pan, "draft", 9, status="draft")
    CoPurchase.objects.create(product=pan, other=owned, orders=9)
    goes_with(pan, "lid")
    assert slugs(fetch_chosen(user_id=ann.pk)) == ["lid"]


def test_the_popular_of_its_categories_fill_up_and_then_those_of_the_shop(ann):
    """And no product comes twice."""
    kitchen, garden = CategoryFactory(), CategoryFactory()
    pan = ProductFactory(category=kitchen)
    goes_with(pan, "lid", category=kitchen, view_count=500)
    for views in (7, 9):
        ProductFactory(slug=f"seen-{views}", category=kitchen, view_count=views)
    ProductFactory(slug="spade", category=garden, view_count=999)
    note_view(user_id=ann.pk, product_id=pan.pk)
    assert slugs(fetch_chosen(user_id=ann.pk)) == ["lid", "seen-9", "seen-7", "spade"]


def test_an_account_without_traces_gets_the_popular_of_the_shop(ann):
    """A page full, whatever there is more."""
    for n in range(PERSONAL_SIZE + 4):
        ProductFactory(slug=f"p-{n}", view_count=n)
    found = slugs(chosen_for(ann))
    assert found == [f"p-{n}" for n in range(PERSONAL_SIZE + 3, 3, -1)]
    assert slugs(chosen_for(ann, without=found[0])) == [*found[1:], "p-3"]


def test_a_choice_costs_three_queries_and_then_none(ann):
    """Until its lifetime is over, or a wish changes it."""
    pan, lid = ProductFactory(slug="pan"), ProductFactory(slug="lid", view_count=9)
    ProductFactory(slug="spoon", view_count=5)
    add_wish(user=ann, product_id=pan.pk)
    with captured_queries() as made:
        assert slugs(chosen_for(ann)) == ["lid", "spoon"]
    with captured_queries() as kept:
        chosen_for(ann)
    assert (len(made), len(kept)) == (3, 0)
    add_wish(user=ann, product_id=lid.pk)
    assert slugs(chosen_for(ann)) == ["spoon"]


def test_the_last_looks_are_kept_newest_first_and_bounded(ann, redis_server):
    """A second look moves a product to the front; an account's key ends by itself."""
    for product in range(1, MOST_VIEWED + 6):
        note_view(user_id=ann.pk, product_id=product)
    note_view(user_id=ann.pk, product_id=10)
    assert last_viewed(user_id=ann.pk)[:3] == [10, MOST_VIEWED + 5, MOST_VIEWED + 4]
    assert len(last_viewed(user_id=ann.pk)) == MOST_VIEWED
    assert 0 < redis_server.ttl(f"viewed:{ann.pk}") <= viewed.VIEWED_SECONDS


def test_a_lost_redis_costs_the_looks_and_not_the_page(ann, settings, redis_server):
    """What cannot be read as looks is as if nobody had looked."""
    redis_server.set(f"viewed:{ann.pk}", "not a sorted set")
    note_view(user_id=ann.pk, product_id=1)
    assert last_viewed(user_id=ann.pk) == []


def test_looks_go_with_the_account(ann):
    """Closing it forgets them."""
    note_view(user_id=ann.pk, product_id=1)
    close_account(ann)
    assert last_viewed(user_id=ann.pk) == []


def signed_in(user):
    """A browser of this account."""
    client = Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https")
    client.force_login(user)
    return client


def test_a_choice_is_on_its_owners_page_alone(ann, site):
    """Two accounts and a visitor without one, in turn: nobody sees what was chosen for another."""
    bowl = ProductFactory(slug="bowl", category=CategoryFactory(slug="kitchen"))
    pan = ProductFactory(slug="pan", category=CategoryFactory(slug="pans"))
    goes_with(pan, "secret-lid", name="Secret Lid", category=CategoryFactory(slug="lids"))
    ProductFactory.create_batch(CHOICE_SIZE + 1, view_count=50)
    sold(pan, user=ann)
    other = UserFactory(password=None)
    sold(bowl, user=other)
    ann_browser, other_browser = signed_in(ann), signed_in(other)
    for _ in ("cold", "warm"):
        assert b"Secret Lid" in ann_browser.get("/products/bowl/").content
        assert b"Secret Lid" not in other_browser.get("/products/bowl/").content
        page = site.get("/products/bowl/").content
        assert b"Secret Lid" not in page
        assert b"For you" not in page


def test_looking_while_signed_in_is_noted_and_anonymous_looks_are_not(ann, site, redis_server):
    """There is nobody to note them for."""
    bowl = ProductFactory(slug="bowl")
    site.get("/products/bowl/")
    assert list(redis_server.scan_iter("viewed:*")) == []
    browser = signed_in(ann)
    browser.head("/products/bowl/")
    assert last_viewed(user_id=ann.pk) == []
    browser.get("/products/bowl/")
    assert last_viewed(user_id=ann.pk) == [bowl.pk]
