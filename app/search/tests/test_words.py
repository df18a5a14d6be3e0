"""Any text somebody types becomes one spelling, and a mistyped word finds its neighbour (S2)."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from catalogue.listing.selection import Selection, parse
from catalogue.listing.sorts import Sort
from search.spelling import closest, typing_errors
from search.words import MAX_CHARACTERS, normalise, words_of

ANYTHING = st.text(st.characters(codec=None), max_size=300)
SHORT = st.text("abc", max_size=6)


@given(ANYTHING)
def test_normalised_text_is_storable_short_and_stable(typed):
    """Postgres and UTF-8 take it, and normalising it again changes nothing."""
    words = normalise(typed)
    words.encode("utf-8")
    assert "\x00" not in words
    assert len(words) <= MAX_CHARACTERS
    assert normalise(words) == words
    assert words == " ".join(words.split())


@given(ANYTHING)
def test_the_address_of_a_search_is_its_own_canonical_address(typed):
    """A redirect to it ends there."""
    address = Selection(words=normalise(typed), default_sort=Sort.RELEVANCE, sort=Sort.RELEVANCE).query
    given_again = QueryDict(address)
    again = parse(
        given_again, words=normalise(given_again.get("q", "")), default_sort=Sort.RELEVANCE, sorts=tuple(Sort)
    )
    assert again.is_spelt(QueryDict(address))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  Oak\x00 STOOL\n", "oak stool"),
        ("ﬁsh ＢＯＷＬ", "fish bowl"),
        ('"Oak Stool" -Ash OR walnut', '"oak stool" -ash or walnut'),
        ("x" * 10_000, "x" * MAX_CHARACTERS),
        ("\ud800lamp", "lamp"),
    ],
)
def test_spellings(typed, words):
    """Case, width, ligatures, control characters and length; operators stay."""
    assert normalise(typed) == words


def test_words_are_letters_and_digits():
    """Operators and signs stand between them."""
    assert words_of('"oak stool" -ash_tray no. 7') == ["oak", "stool", "ash", "tray", "no", "7"]


@given(SHORT, SHORT)
def test_the_number_of_typing_errors_is_a_distance(first, second):
    """None between equal words, the same in both directions, and never more than the longer word has letters."""
    errors = typing_errors(first, second, most=10)
    assert (errors == 0) == (first == second)
    assert errors == typing_errors(second, first, most=10)
    assert abs(len(first) - len(second)) <= errors <= max(len(first), len(second))


@given(SHORT, SHORT, st.integers(1, 6))
def test_counting_stops_at_the_limit_without_changing_what_is_below_it(first, second, most):
    """The short cut gives what the long way would."""
    assert typing_errors(first, second, most=most) == min(most, typing_errors(first, second, most=10))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chiar", "chair"),
        ("ketle", "kettle"),
        ("stoool", "stool"),
        ("backpcak", "backpack"),
        ("headfones", "headphones"),
        ("zzzz", None),
        ("oal", None),
        ("lamp", "lamp"),
    ],
)
def test_the_nearest_known_word_is_taken(typed, meant):
    """Swapped, missing, doubled and wrong letters; nothing for words that resemble none, or are too short to say."""
    assert closest(typed, ["chair", "kettle", "stool", "backpack", "headphones", "lamp", "oak"]) == meant
