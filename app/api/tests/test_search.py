"""Search over the API: found, excerpted, suggested, and given up in time (S2)."""

import pytest

from api.tests.test_problems import problem
from catalogue.models import Product
from search.bounds import SearchTooSlow
from search.services.refresh_words import refresh_words

SEARCH = "/api/v1/search"


@pytest.fixture
def words(shop):
    """The shop, with something to say about spades, and its words known to the suggestions."""
    Product.objects.filter(slug="spade").update(description="It digs where you want it to.")
    refresh_words()


def test_what_is_found_has_its_excerpt(words, site):
    """The words found are marked as data, not as markup."""
    page = site.get(f"{SEARCH}?q=digs").json()
    assert [hit["slug"] for hit in page["items"]] == ["spade"]
    assert [piece["text"] for piece in page["items"][0]["excerpt"] if piece["hit"]] == ["digs"]
    assert (page["total"], page["corrected"]) == (1, None)


def test_what_is_found_in_many_products_is_paged(words, site):
    """Follow `next`: each bowl once."""
    seen, path = [], f"{SEARCH}?q=bowl"
    while path:
        page = site.get(path).json()
        seen += [hit["slug"] for hit in page["items"]]
        path = page["next"]
    assert (len(seen), len(set(seen))) == (25, 25)


def test_a_misspelt_word_is_corrected_and_said_so(words, site):
    """Nothing is called a spaed."""
    page = site.get(f"{SEARCH}?q=spaed").json()
    assert (page["corrected"], [hit["slug"] for hit in page["items"]]) == ("spade", ["spade"])


def test_suggestions_lead_to_pages(words, site):
    """A completion and a product by name; nothing for a single letter."""
    lines = site.get(f"{SEARCH}/suggestions?q=spa").json()
    assert {(line["kind"], line["page"]) for line in lines} == {
        ("search", "/search/?q=spade"), ("product", "/products/spade/"),
    }  # fmt: skip
    assert site.get(f"{SEARCH}/suggestions?q=s").json() == []


def test_a_search_for_nothing_is_refused(words, site):
    """A parameter is missing, empty, blank, or too long."""
    for query in ("", "?q=", "?q=%20", "?q=" + "x" * 121, "?q=a%00b"):
        problem(site.get(f"{SEARCH}{query}"), 422, "invalid")


def test_a_search_that_takes_too_long_is_given_up(words, site, monkeypatch):
    """503 with Retry-After, and the next one is tried again."""

    def slow(*_):
        raise SearchTooSlow("given up")

    with monkeypatch.context() as patched:
        patched.setattr("api.v1.search.search_page", slow)
        answer = site.get(f"{SEARCH}?q=spade")
        problem(answer, 503, "unavailable")
        assert int(answer["Retry-After"]) > 0
    assert site.get(f"{SEARCH}?q=spade").status_code == 200
