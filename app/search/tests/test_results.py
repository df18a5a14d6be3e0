"""Searching: what is found, in which order, at which cost, and that nothing typed is an error (S2)."""

import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import Category, Product, ProductStatus
from catalogue.tests.test_pages import queries
from search.words import normalise
from testing.factories import ProductFactory

pytestmark = pytest.mark.django_db
SLUG = re.compile(r'<h3 class="card-name"><a href="/products/([a-z0-9-]+)/"')

HOSTILE = [
    "'; DROP TABLE catalogue_product; --",
    "' OR 1=1 --",
    "oak & | ! <-> :* ( ) \\",
    '"""""',
    "-",
    "-oak",
    "or or or",
    '"oak stool -',
    "the of and",
    "🪑🔥👩‍👩‍👧",
    "\x00\x00",
    "oak\x00stool",
    "%%%___\\\\",
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% load x %}",
    "a" * 50_000,
    "oak " * 3_000,
    "(" * 500,
    "ﷺ" * 40,
    "\u202eoak",
]


def search(site, words, **more):
    """The answer to a search, behind the redirect to its canonical address if there is one."""
    return site.get("/search/", {"q": words, **more}, follow=True)


def found(answer):
    """Slugs of the products on a page, in order, without those that only resemble."""
    return SLUG.findall(answer.content.decode().partition('id="similar"')[0])


def test_words_in_the_name_come_first_and_all_must_be_there(goods, site):
    """A name weighs more than a description; two words leave what has both; drafts are not found."""
    assert found(search(site, "oak")) == ["round-oak-stool", "slim-oak-stool", "walnut-bookcase"]
    assert set(found(search(site, "oak stools"))) == {"round-oak-stool", "slim-oak-stool"}
    assert found(search(site, "WOBBLE")) == ["slim-oak-stool"]
    assert found(search(site, "moss oak")) == ["slim-oak-stool"]


def test_the_operators_of_websearch_work(goods, site):
    """Quotes, minus and or."""
    assert found(search(site, '"oak stool" -round')) == ["slim-oak-stool"]
    assert set(found(search(site, "bookcase or lamp"))) == {"walnut-bookcase", "desk-lamp"}


def test_a_search_costs_a_bounded_number_of_queries_and_none_when_cached(goods, site, settled):
    """Counts, rows and excerpts, and before the transactions' limits: six and the transactions' own, on the replica."""
    settled()
    answer, primary, replica = queries(site, "/search/?q=oak")
    assert (answer.status_code, answer["X-Cache-Layer"], primary) == (200, "database", 0)
    # Three SELECTs; two transactions with a BEGIN, a set_config and a COMMIT each.
    assert 0 < replica <= 9
    again, primary, replica = queries(site, "/search/?q=oak")
    assert (again["X-Cache-Layer"], primary, replica) == ("view", 0, 0)


def test_all_spellings_of_a_search_are_one_page(goods, site, redis_server):
    """Case, spaces and unknown parameters lead to one address and one entry of the cache."""
    search(site, "oak stool")
    before = len(list(redis_server.scan_iter("*page:*")))
    assert site.get("/search/?q=%20Oak%20%20STOOL").headers["Location"] == "/search/?q=oak+stool"
    assert search(site, "Oak  Stool", utm_source="x")["X-Cache-Layer"] == "view"
    assert len(list(redis_server.scan_iter("*page:*"))) == before


def test_a_changed_product_is_found_by_its_new_words_at_once(goods, site):
    """The vector is Postgres' own, and saving forgets the searches (C7)."""
    assert found(search(site, "teak")) == []
    Product.objects.get(slug="desk-lamp").save()
    lamp = Product.objects.get(slug="desk-lamp")
    lamp.name = "Teak Lamp"
    lamp.save()
    assert found(search(site, "teak")) == ["desk-lamp"]
    Product.objects.filter(slug="desk-lamp").update(status=ProductStatus.RETIRED)
    lamp.refresh_from_db()
    lamp.save()
    assert found(search(site, "teak")) == []


def test_filters_orders_and_facets_work_on_what_was_found(goods, site):
    """Category, price, stock; and the counts say what each would leave."""
    page = search(site, "oak or kettle or lamp")
    assert len(found(page)) == 6
    html = page.content.decode()
    assert re.search(r'category=furniture[^"]*">Furniture <span class="count">3<', html)
    assert re.search(r'category=kitchen[^"]*">Kitchen <span class="count">2<', html)
    assert found(search(site, "oak", category="furniture", available="1")) == ["slim-oak-stool", "walnut-bookcase"]
    assert found(search(site, "oak", max="70")) == ["slim-oak-stool"]
    cheap = found(search(site, "oak or kettle", sort="price"))
    assert cheap == ["steel-kettle", "copper-kettle", "slim-oak-stool", "round-oak-stool", "walnut-bookcase"]
    assert found(search(site, "oak or kettle", sort="-price")) == cheap[::-1]
    assert found(search(site, "kettle", sort="popular")) == ["steel-kettle", "copper-kettle"]
    none = search(site, "kettle", category="furniture")
    assert (none.status_code, found(none)) == (200, [])
    assert 'href="/search/?q=kettle"' in none.content.decode()


@pytest.mark.parametrize("sort", ["", "newest", "price"])
def test_pages_of_a_search_have_every_product_once(transactional_db, site, sort):
    """By keyset, also where all are equally relevant."""
    category = Category.objects.create(name="Kitchen", slug="kitchen")
    for number in range(43):
        ProductFactory(name="Bowl", slug=f"bowl-{number}", category=category, price=5 + number % 3)
    address, pages = f"/search/?q=bowl{'&sort=' if sort else ''}{sort}", []
    while address:
        html = site.get(address).content.decode()
        pages.append(SLUG.findall(html))
        following = re.search(r'<link rel="next" href="([^"]+)">', html)
        address = following and unescape(following[1])
    assert [len(page) for page in pages] == [20, 20, 3]
    assert len({slug for page in pages for slug in page}) == 43
    back = unescape(re.search(r'<link rel="prev" href="([^"]+)">', html)[1])
    assert SLUG.findall(site.get(back).content.decode()) == pages[1]


def test_what_was_found_is_marked_in_an_excerpt_and_nothing_of_it_is_markup(goods, site):
    """Postgres leaves tags out of an excerpt, and the template escapes what else there is."""
    html = search(site, "bright").content.decode()
    assert "stays <mark>bright</mark>" in html
    excerpts = re.findall(r'<p class="card-excerpt">(.*?)</p>', html)
    (lamp,) = [excerpt for excerpt in excerpts if "3 &lt; 5" in excerpt]
    assert "<mark>Bright</mark>" in lamp
    assert "&amp; small" in lamp
    assert "<b>" not in lamp


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_typed_is_an_error(goods, site, words):
    """The search page, its filters and the suggestions answer; what was typed comes back as text only."""
    for address in ("/search/", "/search/suggest/"):
        answer = site.get(
            address, {"q": words, "category": words[:200], "min": words[:50], "sort": "price"}, follow=True
        )
        assert answer.status_code == 200, (address, words)
        assert "<script>alert" not in answer.content.decode()
    assert Product.objects.count() == 7


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(codec="utf-8"), max_size=60) | st.text("oak \"'-()|&!:*<>\\~", max_size=40))
def test_nothing_random_is_an_error(goods, site, words):
    """Letters of all scripts, and the signs that mean something to Postgres."""
    assert search(site, words).status_code == 200
    assert site.get("/search/suggest/", {"q": words}).status_code == 200


@pytest.mark.parametrize("cursor", ["x", "\x00", "A" * 9_000, "../../etc/passwd"])
def test_a_malformed_place_in_the_list_is_a_404(goods, site, cursor):
    """Never a 500."""
    assert site.get("/search/", {"q": "oak", "after": cursor}).status_code == 404


def test_an_empty_search_explains_itself_without_a_query(goods, site):
    """Also for spaces and control characters."""
    answer, primary, replica = queries(site, "/search/")
    assert (answer.status_code, primary, replica) == (200, 0, 0)
    assert "What are you looking for?" in answer.content.decode()
    assert site.get("/search/", {"q": " \x00 "}).headers["Location"] == "/search/"


def test_searches_are_public_and_set_no_cookie(goods, site):
    """The edge may keep them like any other list (C5)."""
    answer = search(site, "oak")
    assert answer["Cache-Control"].startswith("public")
    assert "Vary" not in answer.headers
    assert not answer.cookies


def test_normalisation_is_what_is_shown(goods, site):
    """What everybody sees does not depend on who typed it first."""
    assert f'value="{normalise("OAK Stool")}"' in search(site, "OAK Stool").content.decode()
