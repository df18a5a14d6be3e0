"""The queries behind the pages use the indexes made for them, on a catalogue of 100,000 products (D5, S2)."""

import pytest
from django.db import connection

from catalogue.listing.cursors import Cursor
from catalogue.listing.keyset import after_place
from catalogue.listing.sorts import Sort
from catalogue.models import Category, Product, ProductStatus
from catalogue.services.load_catalogue import load_catalogue
from catalogue.views import SORTS
from search.bounds import bounded_reads
from search.matching import matching, resembling

#: the number the catalogue is promised to be quick with
PRODUCTS = 100_000
ACTIVE = ProductStatus.ACTIVE
INDEXES = {
    Sort.NEWEST: "newest",
    Sort.POPULAR: "popular",
    Sort.RATING: "rated",
    Sort.CHEAPEST: "price",
    Sort.DEAREST: "price",
}


def plan(rows):
    """Postgres' plan, as text."""
    return rows.explain()


@pytest.mark.timeout(600)
@pytest.mark.django_db
def test_every_query_of_the_pages_uses_its_index():
    """One load, all plans: lists in every order, at their start and deep inside, and searches of each kind."""
    assert load_catalogue(number=PRODUCTS, seed=1).products == PRODUCTS
    # A small category among large ones: there, walking the whole list and filtering would cost most.
    rare = Category.objects.create(name="Rare", slug="rare")
    keys = list(Product.objects.filter(status=ACTIVE).order_by("slug").values_list("pk", flat=True)[:600])
    Product.objects.filter(pk__in=keys).update(category=rare)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalogue_product")
    active = Product.objects.filter(status=ACTIVE)
    for sort in SORTS:
        check_list(active, sort, f"product_active_{INDEXES[sort]}")
        check_list(active.filter(category_id=rare.pk), sort, f"product_category_{INDEXES[sort]}")
    check_searches()


def check_list(rows, sort, index):
    """Its start and a place deep inside are read in order from the index: nothing is sorted."""
    order = sort.order
    sign = "-" if order.descending else ""
    in_order = rows.order_by(f"{sign}{order.column}", f"{sign}pk")
    row = in_order[50]
    place = Cursor(getattr(row, order.column), row.pk)
    for page in (in_order[:21], after_place(in_order, sort, place)[:21]):
        text = plan(page)
        assert index in text, text
        assert "Sort" not in text, text


def check_searches():
    """Words by the vector's index, parts of names and resemblance by the trigrams'."""
    with bounded_reads() as alias:
        for words in ("walnut radio", '"copper kettle" or lantern', "whistles"):
            found = matching(words, using=alias)
            text = plan(found.order_by("-relevance", "-pk")[:21])
            assert "product_search" in text, text
        text = plan(resembling("wallnut raddio", using=alias)[:8])
        assert "product_name_trigrams" in text, text
        text = plan(Product.objects.using(alias).filter(status=ACTIVE, name__icontains="walnut radio no. 7"))
        assert "product_name_trigrams" in text, text
