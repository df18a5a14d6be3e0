"""The search page and its suggestions (S2)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from caching.pages import cached_page
from catalogue import tags
from catalogue.listing.cursors import BadCursor
from catalogue.listing.selection import Selection, parse
from catalogue.listing.sorts import Sort
from search import selectors
from search.bounds import SearchTooSlow
from search.suggestions import suggestions
from search.words import normalise

#: seconds; by then whatever slowed the database down may have passed
RETRY_AFTER_SECONDS = 5


def _gives_up(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 503 where the database was told to stop searching."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any) -> HttpResponse:
        try:
            return view(request, *args)
        except SearchTooSlow:
            response = render(request, "search/too_slow.html", status=503)
            response["Retry-After"] = str(RETRY_AFTER_SECONDS)
            response["Cache-Control"] = "no-store"
            return response

    return wrapper


def results(request: HttpRequest) -> HttpResponse:
    """Products that match `?q=`, filtered, ordered and paged by the address like any list; any words will do.

    404 for a place in the list that is not, or no longer, there; 503 for a search that takes too long.
    """
    words = normalise(request.GET.get("q", ""))
    try:
        selection = parse(request.GET, words=words, default_sort=Sort.RELEVANCE, sorts=tuple(Sort))
    except BadCursor as error:
        raise Http404("There is no such page.") from error
    if not selection.is_spelt(request.GET):
        address = reverse("search:results")
        return redirect(f"{address}?{selection.query}" if selection.query else address)
    return _results(request, selection)


def _results_name(_: HttpRequest, selection: Selection) -> str:
    return f"search:{selection.query}"


def _any_product(*_: Any) -> list[str]:
    return [tags.CATALOGUE]


@_gives_up
@cached_page(_results_name, _any_product)
def _results(request: HttpRequest, selection: Selection) -> HttpResponse:
    address = reverse("search:results")
    if not selection.words:
        return render(request, "search/start.html", {"address": address})
    found = selectors.search_page(selection)
    if (selection.after or selection.before) and not found.page["hits"]:
        raise Http404("There is no such page.")
    context = {
        "address": address,
        "canonical": f"{settings.SITE_ORIGIN}{address}?{found.selection.query}",
        "asked": selection.words,
        "search_words": selection.words,
        "selection": found.selection,
        "sorts": tuple(Sort),
        "facets": found.facets,
        "page": found.page,
        "found": found,
        "meant": found.meant and Selection(words=found.meant),
        "exactly": Selection(words=selection.words),
    }
    return render(request, "search/results.html", context)


def suggest(request: HttpRequest) -> HttpResponse:
    """`{"suggestions": [{"label", "url", "hint"}]}` for `?q=`; an empty list where nothing comes to mind."""
    return _suggest(request, normalise(request.GET.get("q", "")))


def _suggest_name(_: HttpRequest, words: str) -> str:
    return f"suggest:{words}"


@_gives_up
@cached_page(_suggest_name, _any_product)
def _suggest(request: HttpRequest, words: str) -> HttpResponse:
    return JsonResponse({"suggestions": suggestions(words)})
