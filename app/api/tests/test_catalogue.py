"""The catalogue over the API: what pages show, cached like pages, within their query budgets (C5, D5)."""

import pytest

from api.tests.test_problems import problem
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


@pytest.mark.parametrize(("path", "budget"), [(PRODUCT, 3), ("/api/v1/products", 2), ("/api/v1/categories", 2)])
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


def test_the_list_is_filtered_sorted_counted_and_paged(shop, site):
    """26 on sale; following `next` and then `previous` sees each once; the facets lead to the lists they count."""
    seen, path = [], "/api/v1/products?category=kitchen&sort=price"
    while path:
        page = site.get(path).json()
        assert page["total"] == 25
        seen += [shown["slug"] for shown in page["items"]]
        last, path = path, page["next"]
    assert (len(seen), len(set(seen))) == (25, 25)
    back = site.get(site.get(last).json()["previous"]).json()
    assert [shown["slug"] for shown in back["items"]] == seen[:20]
    for facet in site.get("/api/v1/products").json()["facets"]["categories"]:
        assert site.get(facet["path"]).json()["total"] == facet["products"]
    assert site.get("/api/v1/products?min=20&max=30").json()["total"] == 1
    assert site.get("/api/v1/products?min=30&max=20").json()["total"] == 0
    assert site.get("/api/v1/products?available=1").json()["total"] == 25
    assert [shown["name"] for shown in site.get("/api/v1/categories").json()] == ["Kitchen", "Garden"]


def test_a_list_that_is_not_there_says_so(shop, site):
    """An unknown category or place is a 404; what is no filter at all is pointed at, not passed over."""
    for query in ("category=nope", "after=abc", "before=AAAA"):
        problem(site.get(f"/api/v1/products?{query}"), 404, "not-found")
    for query in ("min=cheap", "min=-1", "available=yes", "rating=5", "sort=relevance", "colour=red", "min=1&min=2"):
        document = problem(site.get(f"/api/v1/products?{query}"), 422, "invalid")
        assert [error["parameter"] for error in document["errors"]] == [query.partition("=")[0]]


def test_made_up_categories_leave_nothing_in_the_cache(shop, site, redis_server):
    """Neither an answer nor a generation: somebody could fill the cache with names."""
    site.get("/api/v1/products?category=nope")
    before = set(redis_server.scan_iter("*"))
    site.get("/api/v1/products?category=nope-either")
    assert {key for key in redis_server.scan_iter("*") if b"nope" in key} == set()
    assert len(before) > 0
