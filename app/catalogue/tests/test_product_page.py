"""The product page: what it shows, what it costs, and what each visitor sees of it (C5, C6, C7)."""

import re
from itertools import pairwise

import pytest

from catalogue.models import Product
from recommendations.models import CoPurchase
from reviews.tests.factories import approved_review, somebody
from testing.queries import captured_queries

pytestmark = pytest.mark.django_db

PAGE = "/products/bowl-3/"


def asked_by(client, path=PAGE):
    """The page, and the number of queries on all databases."""
    with captured_queries() as queries:
        answer = client.get(path)
    assert answer.status_code == 200
    return answer, len(queries)


@pytest.fixture
def bowl(shop):
    """A product with a review and something that is bought with it."""
    bowl = Product.objects.get(slug="bowl-3")
    CoPurchase.objects.create(product=bowl, other=shop["spade"], orders=2)
    approved_review(product=bowl, title="Holds soup")
    bowl.refresh_from_db()
    return bowl


def test_it_costs_three_queries_and_none_when_cached(bowl, site):
    """With facts, reviews and suggestions on it."""
    cold, queries = asked_by(site)
    assert (cold["X-Cache-Layer"], queries) == ("database", 3)
    page = cold.content.decode()
    for part in ("Holds soup", "Often bought together", "Spade", "Similar products"):
        assert part in page
    warm, queries = asked_by(site)
    assert (warm["X-Cache-Layer"], queries) == ("view", 0)
    assert warm.content == cold.content


def test_a_visitor_with_a_session_shares_the_common_parts(bowl, site):
    """Once anybody has seen the page, only what is personal is asked for."""
    asked_by(site)
    site.force_login(somebody())
    asked_by(site)
    with captured_queries() as queries:
        answer = site.get(PAGE)
    assert "private" in answer["Cache-Control"]
    tables = [table for sql in queries.sql for table in re.findall(r'FROM "(\w+)"', sql)]
    assert tables == ["accounts_user", "reviews_review", "wishlist_wish"]


def test_it_can_be_shared(bowl, site):
    """Canonical address, title, picture and price for other sites, absolute and with the shop's own name."""
    Product.objects.filter(pk=bowl.pk).update(description='Says "hello" & more')
    page = asked_by(site)[0].content.decode()
    assert '<link rel="canonical" href="https://shop.example.com/products/bowl-3/">' in page
    assert '<meta property="og:url" content="https://shop.example.com/products/bowl-3/">' in page
    assert '<meta property="og:title" content="Bowl 3">' in page
    assert '<meta property="og:description" content="Says &quot;hello&quot; &amp; more">' in page
    assert '<meta property="product:price:amount" content="12.50">' in page
    assert "og:image" not in page


def test_a_shared_picture_is_a_file_that_there_is(bowl, site):
    """Other sites get the absolute address of one of the files, as the page itself names it."""
    Product.objects.filter(pk=bowl.pk).update(picture="pictures/made/bowl-0123456789ab", picture_alt="A bowl")
    page = asked_by(site)[0].content.decode()
    (address,) = re.findall(r'<meta property="og:image" content="https://shop.example.com([^"]+)">', page)
    assert f'src="{address}"' in page
    assert '<meta property="og:image:alt" content="A bowl">' in page


def test_what_is_sold_out_cannot_be_put_into_a_cart(shop, site):
    """The form is there for what can be had, without script and without a token."""
    there = asked_by(site)[0].content.decode()
    form = there[there.index('action="/cart/add/"') :]
    assert 'value="bowl-3"' in form[: form.index("</form>")]
    assert "csrf" not in there
    gone = asked_by(site, "/products/bowl-0/")[0].content.decode()
    assert "Sold out" in gone
    assert "/cart/add/" not in gone


def test_headings_are_in_order_and_sections_are_named(bowl, site):
    """One first heading; no level is left out; each section is labelled by a heading that exists."""
    page = asked_by(site)[0].content.decode()
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for label in re.findall(r'<section[^>]*aria-labelledby="([^"]+)"', page):
        assert page.count(f'id="{label}"') == 1


@pytest.mark.parametrize(("change", "shown"), [({"price": "13.75"}, "13.75"), ({"stock": 0}, "Sold out")])
def test_a_price_or_stock_change_is_shown_at_once(bowl, site, change, shown):
    """On the cached page; pages of other products stay as they are (C7)."""
    asked_by(site)
    asked_by(site, "/products/bowl-4/")
    for name, value in change.items():
        setattr(bowl, name, value)
    bowl.save()
    page, _ = asked_by(site)
    assert shown in page.content.decode()
    assert asked_by(site, "/products/bowl-4/")[0]["X-Cache-Layer"] == "view"
