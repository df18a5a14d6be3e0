"""What people type becomes plain text that shows what it says (O5)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.forms import ReviewForm
from reviews.models.review import TEXT_CHARACTERS
from reviews.plain_text import INVISIBLE, clean_line, clean_text


@given(st.text())
def test_cleaning_leaves_nothing_invisible_and_is_done_once(text):
    """No control, no reordering characters, no walls of empty lines; cleaning the result changes nothing."""
    cleaned = clean_text(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in cleaned)
    assert not INVISIBLE & set(cleaned)
    assert "\n\n\n" not in cleaned
    assert clean_text(cleaned) == cleaned


@given(st.text())
def test_a_line_is_one_line(text):
    """With single spaces and none at its ends."""
    line = clean_line(text)
    assert "\n" not in line
    assert line == " ".join(line.split())
    assert clean_line(line) == line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("price \u202e99.9\u202c", "price 99.9"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("\x00nul\x1b[31m", "nul[31m"),
        ("Cafe\u0301", "Café"),
        ("family \U0001f468\u200d\U0001f469\u200d\U0001f467", "family \U0001f468\u200d\U0001f469\u200d\U0001f467"),
    ],
)
def test_known_tricks(typed, kept):
    """Line ends, right-to-left overrides, terminal escapes; joined emoji stay joined."""
    assert clean_text(typed) == kept


def form(**changed):
    """A filled review form."""
    return ReviewForm({"stars": "4", "title": "Fine", "text": "Good.", "signature": "Ann", **changed})


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"stars": ""}, "stars"),
        ({"stars": "6"}, "stars"),
        ({"stars": "0"}, "stars"),
        ({"stars": "4.5"}, "stars"),
        ({"title": "\u202e \n"}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"text": "\x00\x01"}, "text"),
        ({"text": "x" * (TEXT_CHARACTERS + 1)}, "text"),
        ({"signature": ""}, "signature"),
    ],
)
def test_what_is_missing_or_too_long_is_refused(changed, field):
    """Each at its field; what looks empty is empty."""
    checked = form(**changed)
    assert not checked.is_valid()
    assert list(checked.errors) == [field]


def test_the_length_is_counted_after_cleaning():
    """A text of the longest length with Windows line ends is not too long."""
    text = "a\r\n" * (TEXT_CHARACTERS // 2 - 1) + "ab"
    checked = form(text=text)
    assert checked.is_valid(), checked.errors
    assert len(checked.cleaned_data["text"]) == TEXT_CHARACTERS
