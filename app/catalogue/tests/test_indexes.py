"""On a large catalogue every hot query walks the index made for it: no sort, no scan of the table (D5).

The plans are those of the statements that the pages send, caught on their way.
"""

import re

import pytest
from django.db import connection

from catalogue import product_selectors, selectors
from catalogue.listing.cursors import Cursor
from catalogue.listing.selection import Selection
from catalogue.listing.sorts import Sort
from catalogue.models import Product
from catalogue.models.product_indexes import INDEXES
from recommendations.selectors import fetch_suggestions
from search.matching import matching, resembling
from testing.catalogue import fill_catalogue
from testing.queries import captured_queries

pytestmark = pytest.mark.django_db

PRODUCTS = 100_000
ORDERS = {Sort.NEWEST: "newest", Sort.POPULAR: "popular", Sort.RATING: "rated", Sort.CHEAPEST: "price"}
BUFFERS = re.compile(r"shared hit=(\d+)")
#: pages a list may touch of the thousands that the table has: its index, its rows, and their categories
MOST_PAGES = 300


def plan_of(sql, *options):
    """Postgres' plan of a statement as text."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({', '.join(options)}) {sql}" if options else f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def sent(read):
    """The one statement that a selector sends."""
    with captured_queries() as queries:
        read()
    (sql,) = queries.sql
    return sql


def lists(keys):
    """Index to the statement of each list: every order, of all products and of a category, first page and later."""
    for sort, name in ORDERS.items():
        last = Product.objects.order_by("pk")[PRODUCTS // 2]
        after = Cursor(getattr(last, sort.order.column), last.pk)
        for place in (None, after):
            for shelf, prefix in (
                (None, "product_active"),
                ("rare", "product_category"),
                ("tenth", "product_category"),
            ):
                selection = Selection(category=shelf or "", sort=sort, after=place)
                key = keys[shelf] if shelf else None
                yield f"{prefix}_{name}", sent(lambda s=selection, k=key: selectors.fetch_cards(s, category_id=k))


def others():
    """Index to the statement of the other hot queries."""
    product = product_selectors.fetch_product_facts(slug="product-99")
    suggested = sent(lambda: fetch_suggestions(facts=product))
    yield "product_active_popular", sent(lambda: selectors.popular_slugs(limit=100))
    yield "product_category_popular", suggested
    yield "product_category_price", suggested
    yield "catalogue_product_slug", sent(lambda: product_selectors.fetch_product_facts(slug="product-99"))
    yield "product_search", sent(lambda: list(matching("copper kettle", using="default")[:20]))
    yield "product_name_trigrams", sent(lambda: list(resembling("kettel", using="default")[:8]))
    yield "product_low_stock", sent(lambda: list(Product.objects.filter(stock__lt=3).only("pk")[:20]))
    yield "product_category_status", sent(lambda: Product.objects.filter(category_id=0, status="draft").count())


def test_hot_queries_of_a_large_catalogue_use_their_indexes():
    """Lists in every order, whole and by category, first page and in the middle; popular; search; suggestions (D5)."""
    keys = fill_catalogue(PRODUCTS)
    used = set()
    for index, sql in lists(keys):
        plan = plan_of(sql, "ANALYZE", "BUFFERS", "COSTS off", "TIMING off", "SUMMARY off")
        assert index in plan, f"{sql}\n{plan}"
        assert "Sort" not in plan, f"{sql}\n{plan}"
        assert int(BUFFERS.search(plan)[1]) <= MOST_PAGES, f"{sql}\n{plan}"
        used.add(index)
    for index, sql in others():
        plan = plan_of(sql)
        assert index in plan, f"{sql}\n{plan}"
        assert "Seq Scan on catalogue_product" not in plan, f"{sql}\n{plan}"
        used.add(index)
    assert {index.name for index in INDEXES} <= used, "an index that no hot query uses costs every write"
