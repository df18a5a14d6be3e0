"""A decision is on every cached page that shows it at once, and forgets no other page (C7)."""

import pytest

from catalogue.admin import ProductForm
from catalogue.services.invalidate import LIST_PATHS
from reviews.models import Review
from reviews.tests.factories import ReviewFactory, approve, approved_review, somebody
from reviews.tests.reading import text_of, titles
from testing.factories import ProductFactory

pytestmark = pytest.mark.django_db


def test_an_approved_review_is_on_the_cached_page_at_once(product, site, edge_server):
    """The new rating and the words, on the product's page, its reviews and the list; the edge is told which (C7)."""
    paths = ("/products/bowl/", "/products/bowl/reviews/")
    for path in (*paths, "/"):
        for _ in ("cold", "warm"):
            answer = site.get(path)
        assert answer["X-Cache-Layer"] == "view"
        assert b"of 5 stars" not in answer.content
    edge_server.purged.clear()
    approved_review(product=product, stars=3, title="New")
    assert sorted({path for path, _ in edge_server.purged}) == sorted(
        [*paths, "/products/bowl/reviews/?*", *LIST_PATHS]
    )
    for path in paths:
        page = text_of(site, path)
        assert 'aria-label="3 of 5 stars"' in page
        assert titles(page) == ["New"]


def test_a_waiting_review_invalidates_nothing(product, site, edge_server):
    """What nobody sees changes no page; nor does rejecting it."""
    site.get("/products/bowl/")
    edge_server.purged.clear()
    ReviewFactory(product=product)
    assert site.get("/products/bowl/")["X-Cache-Layer"] == "view"
    assert edge_server.purged == []


def test_other_products_keep_their_pages(product, site):
    """An approval forgets what shows it, and no other product."""
    ProductFactory(slug="plate")
    review = ReviewFactory(product=product)
    site.get("/products/plate/")
    approve(review)
    assert site.get("/products/plate/")["X-Cache-Layer"] == "view"


def test_staff_who_save_a_product_write_back_no_old_rating(product, site, monkeypatch):
    """A review that is approved between reading and saving the form stays counted."""
    review = ReviewFactory(product=product, stars=5)
    form = {name: getattr(product, name) for name in ("slug", "price", "status", "stock")}
    form |= {"name": "Renamed", "category": product.category_id}
    form |= {"uploads-TOTAL_FORMS": 0, "uploads-INITIAL_FORMS": 0}
    monkeypatch.setattr(ProductForm, "clean", lambda self: approve(review), raising=False)
    site.force_login(somebody(is_staff=True, is_superuser=True))
    answer = site.post(f"/admin/catalogue/product/{product.pk}/change/", form)
    assert answer.status_code == 302, answer.context["adminform"].errors
    product.refresh_from_db()
    assert (product.name, product.rating_count, product.rating_total) == ("Renamed", 1, 5)


def test_an_edited_and_a_deleted_review_are_gone_at_once(product, site):
    """From the pages and from the rating."""
    review = approved_review(product=product, title="Gone soon")
    assert titles(text_of(site, "/products/bowl/")) == ["Gone soon"]
    author = review.author
    site.force_login(author)
    changed = {"stars": "1", "title": "Changed", "text": "Worse.", "signature": "A"}
    assert site.post("/products/bowl/reviews/mine/", changed).status_code == 302
    site.logout()
    assert "Gone soon" not in text_of(site, "/products/bowl/")
    approve(Review.objects.get())
    assert titles(text_of(site, "/products/bowl/")) == ["Changed"]
    site.force_login(somebody())
    assert titles(text_of(site, "/products/bowl/")) == ["Changed"]
    site.force_login(author)
    assert site.post("/products/bowl/reviews/mine/delete/").status_code == 302
    site.logout()
    page = text_of(site, "/products/bowl/")
    assert titles(page) == []
    assert "of 5 stars" not in page
