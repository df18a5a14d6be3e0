"""Cursors name places in a list, and nobody but the shop can make one (C5)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.listing.cursors import BadCursor, Cursor
from catalogue.listing.sorts import Sort

VALUES = {
    Sort.RELEVANCE: st.integers(0, 2**31 - 1),
    Sort.NEWEST: st.datetimes(timezones=st.just(UTC)),
    Sort.POPULAR: st.integers(0, 2**63 - 1),
    Sort.RATING: st.integers(0, 500),
    Sort.CHEAPEST: st.decimals(0, 99_999_999, places=2),
    Sort.DEAREST: st.decimals(0, 99_999_999, places=2),
}
KEYS = st.integers(1, 2**63 - 1)


@given(st.data())
def test_a_token_is_read_back_as_its_cursor(data):
    """For every order and every value its column can have."""
    sort = data.draw(st.sampled_from(Sort))
    cursor = Cursor(data.draw(VALUES[sort]), data.draw(KEYS))
    assert Cursor.parse(cursor.token(sort), sort) == cursor


@given(st.sampled_from(Sort), st.text(max_size=200))
def test_other_text_is_refused_and_nothing_worse(sort, text):
    """Whatever is written into the address."""
    with pytest.raises(BadCursor):
        Cursor.parse(text, sort)


TOKEN = Cursor(datetime(2026, 1, 2, tzinfo=UTC), 7).token(Sort.NEWEST)


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_a_changed_token_is_refused(place, character):
    """Every character of it counts, also the spare bits of the last one: a page has one address."""
    changed = TOKEN[:place] + character + TOKEN[place + 1 :]
    if changed != TOKEN:
        with pytest.raises(BadCursor):
            Cursor.parse(changed, Sort.NEWEST)


def test_a_cursor_belongs_to_its_order():
    """A price is no number of views."""
    token = Cursor(Decimal("10.00"), 7).token(Sort.CHEAPEST)
    with pytest.raises(BadCursor):
        Cursor.parse(token, Sort.POPULAR)


def test_cursors_survive_a_change_of_the_secret_key(settings):
    """Pages in the caches still link to them while the old key is a fallback, and no longer."""
    cursor = Cursor(3, 7)
    token = cursor.token(Sort.POPULAR)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" * 8
    assert Cursor.parse(token, Sort.POPULAR) == cursor
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BadCursor):
        Cursor.parse(token, Sort.POPULAR)
