"""The list page (C5)."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from caching.pages import cached_page
from catalogue import selectors, tags
from catalogue.listing.cursors import BadCursor
from catalogue.listing.selection import Selection, parse
from catalogue.listing.sorts import Sort

SORTS = tuple(sort for sort in Sort if sort is not Sort.RELEVANCE)


def product_list(request: HttpRequest) -> HttpResponse:
    """20 active products a page, filtered, ordered and paged by the address (catalogue.listing.selection).

    An address that spells its selection in another way is sent to the one that caches know.
    404 for an unknown category and for a place in the list that is not, or no longer, there.
    """
    try:
        selection = parse(request.GET, sorts=SORTS)
    except BadCursor as error:
        raise Http404("There is no such page.") from error
    if not selection.is_spelt(request.GET):
        return redirect(address_of(reverse("catalogue:list"), selection))
    return _product_list(request, selection)


def _list_name(_: HttpRequest, selection: Selection) -> str:
    return f"list:{selection.query}"


def _list_tags(_: HttpRequest, selection: Selection) -> list[str]:
    return tags.of_list(selection.category)


@cached_page(_list_name, _list_tags)
def _product_list(request: HttpRequest, selection: Selection) -> HttpResponse:
    found = selectors.list_page(selection)
    if selection.category and found.shelf is None:
        raise Http404("There is no such category.")
    if (selection.after or selection.before) and not found.page["cards"]:
        raise Http404("There is no such page.")
    address = reverse("catalogue:list")
    context = {
        "address": address,
        "canonical": f"{settings.SITE_ORIGIN}{address_of(address, selection)}",
        "selection": selection,
        "sorts": SORTS,
        "shelf": found.shelf,
        "facets": found.facets,
        "page": found.page,
    }
    return render(request, "catalogue/list.html", context)


def address_of(address: str, selection: Selection) -> str:
    """Path and query of a selection, in its one spelling."""
    return f"{address}?{selection.query}" if selection.query else address
