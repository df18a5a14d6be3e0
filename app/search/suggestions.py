"""What could be meant by words that are still being typed: completions of the last one, and products by name."""

from typing import TypedDict

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from caching.memo import remember
from catalogue import tags
from catalogue.listing.selection import Selection
from catalogue.models import Product, ProductStatus
from databases.replica import reads_replica
from search.bounds import bounded_reads
from search.models import Word
from search.words import words_of

FEWEST_LETTERS = 2
#: a part of a word this long has a trigram, and with it an index
FEWEST_LETTERS_OF_NAMES = 3
COMPLETIONS = 4
NAMES = 4


class Suggestion(TypedDict):
    """A line of the list below the search box: where it leads, and what kind of thing it is."""

    label: str
    url: str
    hint: str


def suggestions(words: str) -> list[Suggestion]:
    """At most eight for normalised words; none for a single letter. Raises SearchTooSlow."""
    return remember(
        "suggestions",
        words,
        lambda: fetch_suggestions(words) if len(words) >= FEWEST_LETTERS else [],
        tags=[tags.CATALOGUE],
        seconds=settings.CACHE_TTL["search"],
    ).value


@reads_replica
def fetch_suggestions(words: str) -> list[Suggestion]:
    """Two queries at most, beside the one that sets their limits."""
    with bounded_reads() as alias:
        completed = _completions(words, alias)
        named = list(_names(words, alias)) if len(words) >= FEWEST_LETTERS_OF_NAMES else []
    search = reverse("search:results")
    return [
        *(Suggestion(label=text, url=f"{search}?{Selection(words=text).query}", hint="Search") for text in completed),
        *(
            Suggestion(label=name, url=reverse("catalogue:product", kwargs={"slug": slug}), hint="Product")
            for name, slug in named
        ),
    ]


def _completions(words: str, alias: str) -> list[str]:
    """The words with the last one completed by the commonest words of names that begin so."""
    typed = words_of(words)
    if not typed or not words.endswith(typed[-1]):
        return []
    begun, before = typed[-1], words[: -len(typed[-1])]
    known = Word.objects.using(alias).filter(text__startswith=begun, names__gt=0)
    return [before + text for text in known.order_by("-names", "text").values_list("text", flat=True)[:COMPLETIONS]]


def _names(words: str, alias: str) -> QuerySet:
    """Names and slugs of the most viewed active products with the words in their name, as they are typed."""
    active = Product.objects.using(alias).filter(status=ProductStatus.ACTIVE, name__icontains=words)
    return active.order_by("-view_count", "-pk").values_list("name", "slug")[:NAMES]
