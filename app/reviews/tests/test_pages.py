"""The pages of reviews: what they show, to whom, and what they cost (C5, C6)."""

import re

import pytest

from reviews.selectors import PAGE_SIZE, PREVIEW_SIZE
from reviews.tests.factories import ReviewFactory, approve, approved_review
from reviews.tests.reading import text_of, titles
from testing.queries import captured_queries

pytestmark = pytest.mark.django_db


def test_only_approved_reviews_are_shown(product, site):
    """Waiting ones are on no page of anybody else."""
    approved_review(product=product, title="Shown")
    ReviewFactory(product=product, title="Waiting")
    for path in ("/products/bowl/", "/products/bowl/reviews/"):
        page = text_of(site, path)
        assert titles(page) == ["Shown"]
        assert "Waiting" not in page


def test_words_cannot_become_markup_or_links(product, site):
    """Title, text and name are escaped; an address stays text (O5)."""
    approved_review(
        product=product,
        title="<script>alert(1)</script>",
        text="See https://evil.example/<img src=x onerror=alert(1)>\n\nTwo paragraphs",
        signature='"><b>Ann',
    )
    for path in ("/products/bowl/", "/products/bowl/reviews/"):
        page = text_of(site, path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>Ann" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert 'href="https://evil' not in page
        assert "<p>Two paragraphs</p>" in page


def test_paging_by_key_shows_each_review_once_newest_first(product, site):
    """Also when one is added while somebody reads."""
    reviews = [ReviewFactory(product=product, title=f"No {n}") for n in range(2 * PAGE_SIZE + 3)]
    approve(*reviews)
    wanted = [review.title for review in reversed(reviews)]
    path, seen = "/products/bowl/reviews/", []
    while path:
        page = text_of(site, path)
        seen += titles(page)
        if len(seen) == PAGE_SIZE:
            approved_review(product=product, title="Came later")
        older = re.search(r'rel="next" href="(\?after=\d+)">Older', page)
        path = f"/products/bowl/reviews/{older[1]}" if older else ""
    assert seen == wanted


def test_the_product_page_shows_the_newest_and_leads_to_the_rest(product, site):
    """No link where there is no more."""
    approve(*(ReviewFactory(product=product, title=f"No {n}") for n in range(PREVIEW_SIZE)))
    page = text_of(site, "/products/bowl/")
    assert titles(page) == [f"No {n}" for n in reversed(range(PREVIEW_SIZE))]
    assert "All reviews" not in page
    approved_review(product=product, title="One more")
    page = text_of(site, "/products/bowl/")
    assert titles(page)[0] == "One more"
    assert 'href="/products/bowl/reviews/">All reviews' in page


def test_the_spread_of_stars_is_counted(product, site):
    """How many gave five, four, three, two and one; the mean to one decimal."""
    for stars in (5, 5, 4, 1):
        approved_review(product=product, stars=stars)
    ReviewFactory(product=product, stars=2)
    page = text_of(site, "/products/bowl/reviews/")
    assert re.findall(r'<meter min="0" max="4" value="(\d)"', page) == ["2", "1", "0", "0", "1"]
    assert 'aria-label="3.8 of 5 stars"' in page


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "", "٣", "9" * 19, "1 or 1=1"])
def test_nonsense_cursors_are_a_404(product, site, cursor):
    """Before anything is asked of the database."""
    assert site.get("/products/bowl/reviews/", {"after": cursor}).status_code == 404


def test_a_cursor_that_is_no_shown_review_of_the_product_leads_to_the_first_page(product, site, redis_server):
    """A made-up one, one of another product, one that waits: none makes a page of its own in the cache."""
    elsewhere, waiting = approved_review(), ReviewFactory(product=product)
    approved_review(product=product)
    site.get("/products/bowl/reviews/")
    before = len(list(redis_server.scan_iter("*page:*")))
    for cursor in (987_654_321, elsewhere.pk, waiting.pk):
        answer = site.get(f"/products/bowl/reviews/?after={cursor}")
        assert (answer.status_code, answer["Location"]) == (302, "/products/bowl/reviews/")
        assert "public" not in answer.get("Cache-Control", "")
    assert len(list(redis_server.scan_iter("*page:*"))) == before


@pytest.mark.parametrize("path", ["/products/nope/reviews/", "/products/secret/reviews/"])
def test_reviews_of_what_is_not_sold_are_a_404(shop, site, path):
    """Unknown and draft products."""
    assert site.get(path).status_code == 404


def test_the_page_keeps_its_budget_and_costs_nothing_when_cached(product, site, settled):
    """Three queries cold however many reviews there are, none warm."""
    approve(*(ReviewFactory(product=product) for _ in range(PAGE_SIZE + 2)))
    settled()
    with captured_queries() as cold:
        first = site.get("/products/bowl/reviews/")
    assert len(cold) == len(cold.of("replica")) == 3
    assert first["X-Cache-Layer"] == "database"
    with captured_queries() as warm:
        second = site.get("/products/bowl/reviews/")
    assert (second["X-Cache-Layer"], len(warm), second.content == first.content) == ("view", 0, True)
    assert "public" in second["Cache-Control"]
    assert not second.cookies
