"""Search and suggestions."""

from enum import StrEnum
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query
from pydantic import Field, StringConstraints

from api.authentication import EVERYBODY
from api.caching import public, selection
from api.routing import ShopRouter
from api.shapes import ONE_LINE, ProblemDocument, Sent
from api.v1.listing import Filters, Neighbours, ProductCard, card, neighbours, selection_of
from catalogue import tags
from catalogue.listing.cards import PAGE_SIZE
from catalogue.listing.facets import Cube, facets_of
from catalogue.listing.sorts import Sort
from search.selectors import NOTHING, RESEMBLING, SearchPage, search_page
from search.suggestions import suggestions
from search.words import MAX_CHARACTERS, normalise

router = ShopRouter(auth=EVERYBODY)

Words = Annotated[
    str,
    StringConstraints(pattern=ONE_LINE, min_length=1, max_length=MAX_CHARACTERS),
    Field(description="what to look for; quotes, `or` and a leading minus mean what they mean elsewhere"),
]
Typed = Annotated[Words, Query(examples=["oak st"])]
SearchSort = StrEnum("SearchSort", {sort.name: sort.value for sort in Sort})  # type: ignore[misc]  # made from the list's


class Piece(Sent):
    """A piece of an excerpt, and whether it was searched for."""

    text: str
    hit: bool


class Hit(ProductCard):
    """A product that was found."""

    excerpt: list[Piece] = Field(
        description="the part of its description with the words; empty where they are elsewhere"
    )


class HitPage(Neighbours):
    """A page of what was found."""

    items: list[Hit] = Field(max_length=PAGE_SIZE)
    corrected: str | None = Field(
        description="the words that were searched for in place of those given, which found nothing"
    )
    meant: str | None = Field(description="other words that may have been meant")
    similar: list[ProductCard] = Field(
        max_length=RESEMBLING, description="names like the words, where nothing was found"
    )


class SearchQuery(Filters):
    """The parameters of a search."""

    q: Words = Field(examples=["oak"])
    sort: SearchSort = Field(SearchSort.RELEVANCE, description="the order")  # type: ignore[attr-defined]  # made above


class Kind(StrEnum):
    """What a suggestion leads to."""

    SEARCH = "search"
    PRODUCT = "product"


class Suggestion(Sent):
    """Something that may be meant by what is typed."""

    label: str
    kind: Kind
    page: str = Field(description="path of the shop's page")


def _any_product(request: HttpRequest, **_: Any) -> list[str]:
    return [tags.CATALOGUE]


@router.get(
    "/search", response={200: HitPage, 404: ProblemDocument, 503: ProblemDocument}, operation_id="searchProducts",
    summary="Search",
)  # fmt: skip
@public(lambda request: f"api-search:{selection(request)}", _any_product)
def search(request: HttpRequest, chosen: Query[SearchQuery]) -> Any:
    """Products with all the words, best first, 20 a page. 503 for a search that takes too long."""
    sort, words = Sort(chosen.sort), normalise(chosen.q)
    wanted = selection_of(chosen, sort=sort, default_sort=Sort.RELEVANCE, words=words)
    empty = Cube(shelves=[], cells=[])
    found = search_page(wanted) if words else SearchPage(wanted, facets_of(empty, wanted), NOTHING, False, None, [])
    if (wanted.after or wanted.before) and not found.page["hits"]:
        raise Http404("There is no such page.")
    return {
        "items": [{**card(hit["card"]), "excerpt": _pieces(hit["excerpt"])} for hit in found.page["hits"]],
        "corrected": found.selection.words if found.corrected else None,
        "meant": found.meant,
        "similar": [card(shown) for shown in found.similar],
        **neighbours(request, found.facets, found.page),
    }


@router.get(
    "/search/suggestions", response={200: list[Suggestion], 503: ProblemDocument}, operation_id="suggest",
    summary="Suggestions while typing",
)  # fmt: skip
@public(lambda request: f"api-suggestions:{selection(request)}", _any_product)
def suggest(request: HttpRequest, q: Typed) -> Any:
    """At most eight: completions of the last word, and products by name. None for a single letter."""
    return [
        {"label": line["label"], "kind": line["hint"].lower(), "page": line["url"]}
        for line in suggestions(normalise(q))
    ]


def _pieces(excerpt: Any) -> list[dict[str, Any]]:
    return [{"text": text, "hit": hit} for text, hit in excerpt]
