"""The list and product pages: what they show, what they cost, and who may keep them (C1, C5)."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connections
from django.test.utils import CaptureQueriesContext

from catalogue.models import Product


def next_page(html):
    """The address behind rel=next, or None on the last page."""
    found = re.search(r'<link rel="next" href="([^"]+)">', html)
    return unescape(found[1]) if found else None


def queries(client, path):
    """The answer, and the number of queries on all databases together."""
    with (
        CaptureQueriesContext(connections["default"]) as primary,
        CaptureQueriesContext(connections["replica"]) as replica,
    ):
        answer = client.get(path)
    return answer, len(primary), len(replica)


@pytest.mark.parametrize(("path", "budget"), [("/", 2), ("/?category=kitchen", 2), ("/products/bowl-3/", 3)])
def test_a_page_keeps_its_query_budget_and_costs_none_when_cached(shop, site, path, budget):
    """Cold: only the replica is asked, within the budget. Warm: nobody is."""
    answer, primary, replica = queries(site, path)
    assert (answer.status_code, answer["X-Cache-Layer"]) == (200, "database")
    assert primary == 0
    assert 0 < replica <= budget
    again, primary, replica = queries(site, path)
    assert (again["X-Cache-Layer"], primary, replica) == ("view", 0, 0)
    assert again.content == answer.content


def test_data_outlives_the_rendered_page(shop, site, redis_server):
    """When only the page is gone it is rendered from Redis, without a query."""
    site.get("/")
    pages = list(redis_server.scan_iter("*page:*"))
    assert pages
    redis_server.delete(*pages)
    answer, primary, replica = queries(site, "/")
    assert (answer["X-Cache-Layer"], primary, replica) == ("redis", 0, 0)


def test_the_list_has_20_a_page_newest_first(shop, site):
    """26 active products: 20 and 6; the newest leads."""
    first = site.get("/").content.decode()
    assert first.count('class="card"') == 20
    assert first.index("Spade") < first.index("Bowl 24") < first.index("Bowl 6")
    second = site.get(next_page(first)).content.decode()
    assert second.count('class="card"') == 6
    assert "Bowl 0" in second
    assert "26 products" in first
    assert next_page(second) is None


def test_a_category_shows_its_own_products(shop, site):
    """One spade in the garden."""
    page = site.get("/?category=garden").content.decode()
    assert page.count('class="card"') == 1
    assert "Spade" in page


@pytest.mark.parametrize(
    "path",
    [
        "/?after=x",
        "/?before=%00",
        "/?after=" + "A" * 5_000,
        "/?category=nope",
        "/products/nope/",
    ],
)
def test_what_is_not_there_is_a_404_that_no_cache_keeps(shop, site, path):
    """Places in a list that nobody gave out, unknown names; also a page that helps."""
    answer = site.get(path)
    assert answer.status_code == 404
    assert "public" not in answer.get("Cache-Control", "")
    assert "There is nothing here" in answer.content.decode()


def test_drafts_are_not_shown(shop, site):
    """Neither in lists nor on a page of their own."""
    assert site.get("/products/secret/").status_code == 404
    first = site.get("/").content.decode()
    assert "Secret" not in first + site.get(next_page(first)).content.decode()


def test_the_product_page_shows_price_stock_and_others_of_its_category(shop, site):
    """And not itself among them."""
    page = site.get("/products/bowl-3/").content.decode()
    assert "€\N{NO-BREAK SPACE}12.50" in page
    assert "Only 3 left" in page
    popular = page[page.index("Popular in Kitchen") : page.index("Similar products")]
    similar = page[page.index("Similar products") :]
    assert popular.count('class="card"') == 4
    assert similar.count('class="card"') == 8
    assert ">Bowl 3<" not in popular + similar


def test_names_are_escaped(shop, site):
    """A product's name cannot become markup."""
    Product.objects.filter(slug="spade").update(name="<script>alert(1)</script>")
    page = site.get("/products/spade/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("path", ["/", "/products/spade/"])
def test_anonymous_pages_are_public_and_set_no_cookie(shop, site, path):
    """Browser, CDN and page lifetimes are each in their header; nothing ties the page to one visitor."""
    for _ in ("cold", "warm"):
        answer = site.get(path)
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate, s-maxage=86400"
        assert answer["X-Accel-Expires"] == "600"
        assert "Vary" not in answer.headers
        assert not answer.cookies


def test_an_unchanged_page_is_a_304(shop, site):
    """The ETag of the first answer saves the body of the second."""
    etag = site.get("/")["ETag"]
    again = site.get("/", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_signed_in_pages_are_private_and_never_stored(shop, site, admin_user):
    """A visitor with a session gets a page of their own, also from the replica, and leaves nothing in the cache."""
    site.force_login(admin_user)
    answer, _, replica = queries(site, "/")
    assert "private" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
    assert "X-Accel-Expires" not in answer.headers
    assert 0 < replica <= 2
    assert not list(cache.client.get_server("x").scan_iter("*page:*"))


def test_an_edited_price_is_on_every_page_at_once(shop, site):
    """Saving a product forgets its own page and every list it is on."""
    paths = ("/", "/?category=garden", "/products/spade/")
    for path in paths:
        assert "30.00" in site.get(path).content.decode()
    shop["spade"].price = "33.00"
    shop["spade"].save()
    for path in paths:
        assert "33.00" in site.get(path).content.decode()


def test_a_product_that_moves_leaves_its_old_list(shop, site):
    """Both categories are forgotten."""
    assert "Spade" in site.get("/?category=garden").content.decode()
    assert site.get("/?category=kitchen").status_code == 200
    spade = Product.objects.get(slug="spade")
    spade.category = shop["kitchen"]
    spade.save()
    assert "Spade" not in site.get("/?category=garden").content.decode()
    assert "Spade" in site.get("/?category=kitchen").content.decode()


def test_unknown_query_parameters_do_not_multiply_the_cache(shop, site, redis_server):
    """?utm_source=… is the same page."""
    site.get("/")
    before = len(list(redis_server.scan_iter("*page:*")))
    assert site.get("/?utm_source=x")["X-Cache-Layer"] == "view"
    assert len(list(redis_server.scan_iter("*page:*"))) == before
