"""Typing errors: corrected, offered, or answered by what resembles (S2)."""

import pytest
from django.db import connection

from catalogue.models import Product
from catalogue.tests.test_pages import queries
from search.models import Word
from search.services.refresh_words import refresh_words
from search.tasks import refresh
from search.tests.test_results import SLUG, found, search

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "shown", "first"),
    [
        ("ketle", "kettle", "copper-kettle"),
        ("kettel copper", "kettle copper", "copper-kettle"),
        ("boockase", "bookcase", "walnut-bookcase"),
        ('"oak stol" -round', '"oak stool" -round', "slim-oak-stool"),
    ],
)
def test_a_mistyped_word_is_corrected_where_nothing_has_it(goods, site, typed, shown, first):
    """The page says so, keeps the operators, and finds what was meant."""
    answer = search(site, typed)
    assert found(answer)[0] == first
    assert "Nothing has the words" in answer.content.decode()
    assert f"<h1>Results for “{shown.replace(chr(34), '&quot;')}”</h1>" in answer.content.decode()


def test_words_the_catalogue_knows_are_left_alone(goods, site):
    """Also in another form, and words too common to be searched for."""
    answer = search(site, "the stools with lamps").content.decode()
    assert "Did you mean" not in answer
    assert "Nothing has the words" not in answer


def test_few_results_offer_another_word(goods, site):
    """What was typed is shown; the correction is one click away."""
    Product.objects.filter(slug="desk-lamp").update(name="Stoof Lamp")
    refresh_words()
    Product.objects.filter(slug="desk-lamp").update(description="Made of stol")
    answer = search(site, "stol")
    assert found(answer) == ["desk-lamp"]
    assert 'Did you mean <a href="/search/?q=stool">stool</a>' in answer.content.decode()


def test_what_no_word_resembles_is_answered_by_names_that_do(goods, site):
    """Parts of words that full text and the spelling cannot join."""
    answer = search(site, "kettlesteel")
    assert found(answer) == []
    similar = SLUG.findall(answer.content.decode().partition('id="similar"')[2])
    assert "steel-kettle" in similar


def test_a_search_for_nothing_costs_a_bounded_number_of_queries(goods, site, settled):
    """Counts, correction, resemblance; each in a transaction of its own."""
    settled()
    answer, primary, replica = queries(site, "/search/?q=xyzzyx")
    assert (answer.status_code, primary) == (200, 0)
    assert replica <= 12


def test_refreshing_the_words_twice_changes_nothing(goods):
    """And what is gone from the catalogue is gone from them."""
    assert Word.objects.get(text="kettle").names == 2
    assert refresh_words()["changed"] == 0
    Product.objects.filter(name__contains="Kettle").delete()
    assert refresh()["gone"] > 0
    assert not Word.objects.filter(text="kettle").exists()


def test_drafts_teach_no_words(goods):
    """A name that is not public yet is not suggested."""
    assert not Word.objects.filter(text="secret").exists()


def test_words_are_looked_up_by_their_trigrams(goods):
    """With as many words as a large shop has, resemblance is found through the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO search_word (text, stem, products, names)
            SELECT DISTINCT translate(md5(n::text), '0123456789', 'ghijklmnop'), '', 1, 1
            FROM generate_series(1, 20000) AS n
            """
        )
        cursor.execute("ANALYZE search_word")
        cursor.execute("EXPLAIN SELECT text FROM search_word WHERE text % 'ketle'")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "word_trigrams" in plan, plan
