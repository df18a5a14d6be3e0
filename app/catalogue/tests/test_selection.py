"""Selections: one address for each, whatever was typed (C5)."""

from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import assume, given
from hypothesis import strategies as st

from catalogue.listing.cursors import BadCursor
from catalogue.listing.selection import PARAMETERS, Selection, parse
from catalogue.listing.sorts import Sort

SORTS = tuple(Sort)
# Addresses as people and programs make them: known and unknown names, any values, any number of them.
NAMES = st.sampled_from([*PARAMETERS[1:], "page", "utm_source"])
VALUES = st.text(max_size=20) | st.sampled_from(["1", "4", "25", "24.50", "-price", "popular", "1e5", "NaN", "kitchen"])
QUERIES = st.lists(st.tuples(NAMES, VALUES), max_size=8)
PRICES = st.none() | st.decimals(0, 99_999_999, places=2)


def query_dict(pairs):
    """As Django would read the address."""
    given = QueryDict(mutable=True)
    for name, value in pairs:
        given.appendlist(name, value)
    return given


@given(QUERIES)
def test_parsing_never_fails_but_for_cursors_and_is_stable(pairs):
    """The canonical address of whatever was asked for names the same selection, and is its own canonical address."""
    try:
        selection = parse(query_dict(pairs), sorts=SORTS)
    except BadCursor:
        assume(False)
    again = parse(QueryDict(selection.query), sorts=SORTS)
    assert again == selection
    assert again.is_spelt(QueryDict(selection.query))


@given(PRICES, PRICES, st.booleans(), st.sampled_from((0, 3, 4)), st.sampled_from(SORTS))
def test_every_selection_comes_back_from_its_address(least, most, available, rating, sort):
    """Links mean what they were made from."""
    if least is not None and most is not None and least > most:
        least, most = most, least
    selection = Selection(category="kitchen", least=least, most=most, available=available, rating=rating, sort=sort)
    assert parse(QueryDict(selection.query), sorts=SORTS) == selection


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("min=25,00&max=", "min=25"),
        ("max=10&min=20", "min=10&max=20"),
        ("sort=newest&rating=&available=", ""),
        ("min=abc&max=-3&rating=9&sort=up&available=yes", ""),
        ("min=1e3&max=1e99", "min=1000"),
        ("category=a&category=kitchen", "category=kitchen"),
        ("utm_source=x&page=2", ""),
    ],
)
def test_spellings(typed, canonical):
    """A comma for a point, prices the wrong way round, empty fields, nonsense, and parameters of others."""
    assert parse(QueryDict(typed), sorts=SORTS).query == canonical


def test_an_order_that_is_not_offered_is_not_taken():
    """Relevance means nothing without words."""
    assert parse(QueryDict("sort=relevance"), sorts=(Sort.NEWEST,)).sort is Sort.NEWEST


def test_another_filter_starts_at_the_first_page():
    """A place in one list is none in another."""
    here = Selection(category="kitchen", rating=4)
    assert here.but(least=Decimal(5)) == Selection(category="kitchen", rating=4, least=Decimal(5))
