"""Browsing: orders, filters and pages that stay right while the catalogue changes (C5, D5)."""

import random
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.core.cache import caches
from django.http import QueryDict

from catalogue import selectors
from catalogue.listing.facets import facets_of
from catalogue.listing.selection import Selection, parse
from catalogue.listing.sorts import Sort
from catalogue.models import Category, Product, ProductStatus
from catalogue.views import SORTS

pytestmark = pytest.mark.django_db
SLUG = re.compile(r'<h3 class="card-name"><a href="/products/([a-z0-9-]+)/"')
START = datetime(2026, 1, 1, tzinfo=UTC)
ORDERS = {
    Sort.NEWEST: lambda p: (p.created_at, p.pk),
    Sort.POPULAR: lambda p: (p.view_count, p.pk),
    Sort.RATING: lambda p: (p.rating_rank, p.pk),
    Sort.CHEAPEST: lambda p: (p.price, p.pk),
    Sort.DEAREST: lambda p: (p.price, p.pk),
}


@pytest.fixture
def shelves(transactional_db):
    """53 products on two shelves with many equal values, a draft, and an empty shelf."""
    rng = random.Random(7)  # noqa: S311  (goods, not secrets)
    first, second = (Category.objects.create(name=name, slug=name.lower()) for name in ("First", "Second"))
    Category.objects.create(name="Empty", slug="empty")
    for n in range(54):
        reviews = rng.choice((0, 0, 1, 9))
        Product.objects.create(
            name=f"Thing {n}",
            slug=f"thing-{n}",
            category=first if n % 3 else second,
            price=Decimal(rng.choice((10, 25, 49, 50, 600))),
            stock=rng.choice((0, 5)),
            view_count=rng.choice((0, 7)),
            rating_count=reviews,
            rating_total=reviews * rng.randint(2, 5),
            created_at=START + timedelta(minutes=n // 4),
            status=ProductStatus.DRAFT if n == 53 else ProductStatus.ACTIVE,
        )
    return list(Product.objects.filter(status=ProductStatus.ACTIVE).select_related("category"))


def walk(site, address, relation="next"):
    """Slugs of each page, from the address on, following rel=next or rel=prev."""
    pages = []
    while address:
        answer = site.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        html = answer.content.decode()
        pages.append(SLUG.findall(html))
        found = re.search(rf'<link rel="{relation}" href="([^"]+)">', html)
        address = unescape(found[1]) if found else None
        assert len(pages) < 10
    return pages


@pytest.mark.parametrize("sort", SORTS)
def test_pages_show_every_product_once_and_in_order(shelves, site, sort):
    """Forwards in twenties, for every order, also where most values are equal; and the same backwards."""
    expected = sorted(shelves, key=ORDERS[sort], reverse=sort.order.descending)
    pages = walk(site, f"/?sort={sort}" if sort is not Sort.NEWEST else "/")
    assert [len(page) for page in pages] == [20, 20, 13]
    assert [slug for page in pages for slug in page] == [product.slug for product in expected]
    last = selectors.list_page(Selection(sort=sort)).page["next"]
    last = selectors.list_page(selection_of(last)).page["next"]
    assert walk(site, f"/?{last}", "prev") == pages[::-1]


def selection_of(query):
    """The selection behind a link."""
    return parse(QueryDict(query), sorts=SORTS)


def test_a_product_that_is_added_meanwhile_shifts_nothing(shelves, site):
    """Page two begins where page one ended, and the new product is on a page before it."""
    html = site.get("/").content.decode()
    first, following = SLUG.findall(html), unescape(re.search(r'rel="next" href="([^"]+)"', html)[1])
    new = Product.objects.create(
        name="New", slug="new", category=shelves[0].category, price=1, status=ProductStatus.ACTIVE
    )
    Product.objects.filter(slug=first[3]).update(status=ProductStatus.RETIRED)
    second = SLUG.findall(site.get(following).content.decode())
    assert not set(first) & set(second)
    everything = {product.slug for product in shelves} | {new.slug}
    assert second == [p.slug for p in sorted(shelves, key=ORDERS[Sort.NEWEST], reverse=True)][20:40]
    assert {slug for page in walk(site, "/") for slug in page} == everything - {first[3]}


def matching(products, selection):
    """What a selection leaves, said a second way."""
    return [
        p
        for p in products
        if selection.category in ("", p.category.slug)
        and (selection.least is None or p.price >= selection.least)
        and (selection.most is None or p.price <= selection.most)
        and (p.stock > 0 or not selection.available)
        and (not selection.rating or (p.rating_count and p.rating_total / p.rating_count >= selection.rating))
    ]


SELECTIONS = [
    Selection(),
    Selection(category="second"),
    Selection(category="empty"),
    Selection(least=Decimal(25), most=Decimal("49.99")),
    Selection(most=Decimal(50), available=True),
    Selection(rating=4),
    Selection(category="first", rating=3, available=True, least=Decimal("24.99")),
]


@pytest.mark.parametrize("selection", SELECTIONS)
def test_filters_leave_what_they_say_and_facets_count_it(shelves, selection):
    """The rows, the total, and every count beside the filters: each is what following its link would show."""
    answer = selectors.list_page(selection)
    left = matching(shelves, selection)
    assert len(answer.page["cards"]) == min(20, len(left))
    assert {card["slug"] for card in answer.page["cards"]} <= {product.slug for product in left}
    facets = answer.facets
    assert facets.total == len(left)
    choices = [*facets.categories, *facets.prices, *facets.ratings, facets.available]
    assert {c.label for c in facets.categories} == {"First", "Second", "Empty"}
    for choice in choices:
        if not choice.chosen:
            assert choice.products == len(matching(shelves, choice.selection)), choice
        else:
            assert choice.products == len(left)
            assert choice.selection != selection


def test_the_counts_lie_where_pages_do_not_push_them_out(shelves, redis_server):
    """On the long-term Redis, one for each range of prices, whatever else is chosen; a change counts anew (C4)."""
    for selection in SELECTIONS:
        selectors.list_page(selection)
    keys = [key.decode() for key in redis_server.scan_iter("*{cube:*")]
    assert len(keys) == len({(selection.least, selection.most) for selection in SELECTIONS})
    assert all(key.startswith(caches["long_term"].key_prefix + ":") for key in keys)
    total = selectors.list_page(Selection()).facets.total
    sold = Product.objects.filter(status=ProductStatus.ACTIVE).first()
    sold.status = ProductStatus.DRAFT
    sold.save()
    assert selectors.list_page(Selection()).facets.total == total - 1


def test_facets_of_an_empty_shop_are_empty():
    """No category, nothing to choose."""
    facets = facets_of({"shelves": [], "cells": []}, Selection())
    assert (facets.total, facets.categories) == (0, [])


def test_a_filter_in_another_spelling_leads_to_the_address_that_caches_know(shelves, site):
    """What the form sends, with its empty fields; unknown parameters alone change nothing."""
    answer = site.get("/?min=&max=50,00&available=1&rating=&sort=&category=first")
    assert (answer.status_code, answer["Location"]) == (302, "/?category=first&max=50&available=1")
    page = site.get("/?max=50&utm_source=letter").content.decode()
    assert '<link rel="canonical" href="https://shop.example.com/?max=50">' in page


def test_a_selection_without_products_is_a_page_that_leads_on(shelves, site):
    """Not an error: the visitor can take the filters away."""
    answer = site.get("/?category=first&min=5000")
    assert answer.status_code == 200
    assert 'href="/?category=first"' in answer.content.decode()
    assert "No product has all of that" in answer.content.decode()


def test_the_form_shows_what_is_chosen(shelves, site):
    """Values, boxes and options come back as they were sent."""
    page = site.get("/?min=24.50&available=1&rating=4&sort=popular").content.decode()
    assert 'name="min" type="number" min="0" step="0.01" inputmode="decimal" value="24.50"' in page
    assert 'value="1" checked' in page
    assert '<option value="4" selected>' in page
    assert '<option value="popular" selected>' in page
