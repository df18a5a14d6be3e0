"""The catalogue over the API: what pages show, cached like pages, within their query budgets (C5, D5)."""

import pytest

from catalogue.models import Product
from catalogue.tests.test_pages import queries

PRODUCT = "/api/v1/products/spade"


def test_a_product_has_what_its_page_shows(shop, site):
    """Price as text with two decimals, stock in pieces, the category by its slug."""
    product = site.get("/api/v1/products/bowl-3").json()
    assert (product["price"], product["stock"], product["in_stock"], product["category"]) == (
        "12.50", 3, True, "kitchen",
    )  # fmt: skip
    assert len(product["related"]) == 12
    assert "bowl-3" not in [other["slug"] for other in product["related"]]


def test_drafts_are_not_there(shop, site):
    """What is not on sale does not exist."""
    assert site.get("/api/v1/products/secret").status_code == 404


@pytest.mark.parametrize(("path", "budget"), [(PRODUCT, 3)])
def test_an_answer_keeps_its_query_budget_and_costs_none_when_cached(shop, site, path, budget):
    """Cold: only the replica is asked, within the budget. Warm: nobody is, and the answer is the same (C5)."""
    answer, primary, replica = queries(site, path)
    assert (answer.status_code, answer["X-Cache-Layer"], primary) == (200, "database", 0)
    assert 0 < replica <= budget
    again, primary, replica = queries(site, path)
    assert (again["X-Cache-Layer"], primary, replica) == ("view", 0, 0)
    assert (again.content, again["Content-Type"]) == (answer.content, answer["Content-Type"])


def test_anonymous_answers_are_public_conditional_and_set_no_cookie(shop, site):
    """The lifetimes of a page; an unchanged answer is a 304; HEAD has no body."""
    answer = site.get(PRODUCT)
    assert answer["Cache-Control"] == "public, max-age=3600, s-maxage=86400"
    assert "Vary" not in answer.headers
    assert not answer.cookies
    again = site.get(PRODUCT, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = site.head(PRODUCT)
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(answer.content)))


def test_a_visitor_with_a_session_gets_an_answer_of_their_own(shop, browser):
    """Private, and nothing of it is kept."""
    answer = browser.get(PRODUCT)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")


def test_an_edited_price_is_there_at_once(shop, site):
    """The answer depends on the product's generation."""
    assert site.get(PRODUCT).json()["price"] == "30.00"
    spade = Product.objects.get(slug="spade")
    spade.price = "33.00"
    spade.save()
    assert site.get(PRODUCT).json()["price"] == "33.00"
