"""What the search pages read: plain data, from the replica, through the cache for a quarter of an hour (S2).

Each `fetch_*` runs the queries, bounded in number and in time; the others go through Redis first.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypedDict

from django.conf import settings

from caching.memo import remember
from catalogue import tags
from catalogue.listing.cards import PAGE_SIZE, Card, card_of, filtered
from catalogue.listing.facets import Cube, Facets, facets_of, fetch_cube
from catalogue.listing.keyset import cursor_of, slice_of
from catalogue.listing.selection import Selection
from databases.replica import reads_replica
from search.bounds import bounded_reads
from search.correction import fetch_correction
from search.matching import Excerpt, excerpt_parts, matching, resembling, with_excerpts

#: with fewer products than this somebody may have meant another word
FEW = 3
#: products that only resemble the words
RESEMBLING = 8


class Hit(TypedDict):
    """A product that was found: its card, and the part of its description that has the words."""

    card: Card
    excerpt: Excerpt


class HitPage(TypedDict):
    """The hits of a page; `previous` and `next` are the query strings of its neighbours, None where there is none."""

    hits: list[Hit]
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a search found.

    `selection` is what is shown: with corrected words where those typed found nothing at all. `meant` are other words
    to offer; `similar` are products whose names resemble the words, where nothing better was found.
    """

    selection: Selection
    facets: Facets
    page: HitPage
    corrected: bool
    meant: str | None
    similar: list[Card]


NOTHING = HitPage(hits=[], previous=None, next=None)


def search_page(selection: Selection) -> SearchPage:
    """A page of the products that match; the words are normalised and not empty. Raises SearchTooSlow."""
    shown, cube = selection, _cube_of(selection)
    meant, similar = None, []
    matches = sum(products for *_, products in cube["cells"])
    if matches < FEW:
        meant = _read("search-meant", selection.words, lambda: fetch_correction(selection.words))
    if not matches and meant:
        shown = replace(selection, words=meant)
        cube = _cube_of(shown)
    facets = facets_of(cube, shown)
    page = _read("search", shown.query, lambda: fetch_hits(shown, cube)) if facets.total else NOTHING
    if not cube["cells"]:
        similar = _read("search-similar", selection.words, lambda: fetch_similar(selection.words))
    return SearchPage(shown, facets, page, shown.words != selection.words, meant, similar)


def _cube_of(selection: Selection) -> Cube:
    name = Selection(words=selection.words, least=selection.least, most=selection.most).query
    return _read("search-cube", name, lambda: fetch_search_cube(selection))


def _read[Value](kind: str, name: str, build: Callable[[], Value]) -> Value:
    return remember(kind, name, build, tags=[tags.CATALOGUE], seconds=settings.CACHE_TTL["search"]).value


@reads_replica
def fetch_search_cube(selection: Selection) -> Cube:
    """One query beside the one that sets its limits: how many matches each combination of filters has."""
    with bounded_reads() as alias:
        return fetch_cube(matching(selection.words, using=alias), selection)


@reads_replica
def fetch_hits(selection: Selection, cube: Cube) -> HitPage:
    """Two queries beside the one that sets their limits: which products, in order; and their cards with excerpts."""
    category_id = next((shelf["id"] for shelf in cube["shelves"] if shelf["slug"] == selection.category), None)
    column = selection.sort.order.column
    with bounded_reads() as alias:
        matches = matching(selection.words, using=alias)
        wanted = filtered(matches, selection, category_id=category_id).only(
            "pk", *(() if column == "relevance" else (column,))
        )
        found = slice_of(wanted, sort=selection.sort, size=PAGE_SIZE, after=selection.after, before=selection.before)
        keys = [row.pk for row in found.rows]
        rows = with_excerpts(matches.filter(pk__in=keys).select_related("category"), selection.words)
        by_key = {row.pk: row for row in rows}
    places = [cursor_of(row, selection.sort) for row in found.rows]
    return HitPage(
        hits=[
            Hit(card=card_of(by_key[key]), excerpt=excerpt_parts(by_key[key].excerpt)) for key in keys if key in by_key
        ],
        previous=selection.but(before=places[0]).query if places and found.earlier else None,
        next=selection.but(after=places[-1]).query if places and found.later else None,
    )


@reads_replica
def fetch_similar(words: str) -> list[Card]:
    """One query beside the one that sets its limits."""
    with bounded_reads() as alias:
        return [card_of(product) for product in resembling(words, using=alias).select_related("category")[:RESEMBLING]]
