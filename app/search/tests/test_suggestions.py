"""Suggestions while somebody types (S2)."""

import pytest

from catalogue.tests.test_pages import queries

pytestmark = pytest.mark.django_db


def suggested(site, words):
    """The lines of the answer."""
    answer = site.get("/search/suggest/", {"q": words})
    assert answer["Content-Type"] == "application/json"
    return answer.json()["suggestions"]


def test_the_last_word_is_completed_and_products_are_named(goods, site):
    """Completions search, products lead to their page."""
    lines = suggested(site, "Ket")
    assert lines[0] == {"label": "kettle", "url": "/search/?q=kettle", "hint": "Search"}
    assert {"label": "Steel Kettle", "url": "/products/steel-kettle/", "hint": "Product"} in lines
    assert suggested(site, "oak sto")[0]["label"] == "oak stool"
    assert [line["label"] for line in suggested(site, "oak st") if line["hint"] == "Product"] == [
        "Round Oak Stool",
        "Slim Oak Stool",
    ]


@pytest.mark.parametrize("words", ["", "k", " ", "zzzz", "ket%", "ke_"])
def test_nothing_comes_to_mind(goods, site, words):
    """Too short, unknown, or with signs that are wildcards to others."""
    assert suggested(site, words) == []


def test_drafts_are_not_suggested(goods, site):
    """Neither their words nor their names."""
    assert suggested(site, "secret") == []


def test_suggestions_cost_few_queries_and_none_when_cached(goods, site, settled):
    """Two, and the transaction's own three; the edge may keep the answer."""
    settled()
    answer, primary, replica = queries(site, "/search/suggest/?q=oak")
    assert (answer["X-Cache-Layer"], primary) == ("database", 0)
    assert 0 < replica <= 5
    again, primary, replica = queries(site, "/search/suggest/?q=oak")
    assert (again["X-Cache-Layer"], primary, replica) == ("view", 0, 0)
    assert again["Cache-Control"].startswith("public")
