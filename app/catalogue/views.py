"""The list page (C5)."""

from math import ceil

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from caching.pages import LAYER_HEADER, cached_page
from catalogue import selectors, tags

#: pages past this are for keyset paging, not for counting through
LAST_PAGE = 500


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not text.isascii() or not text.isdigit() or not 1 <= len(text) <= 4 or not 1 <= int(text) <= LAST_PAGE:
        raise Http404("There is no such page.")
    return int(text)


def _category(request: HttpRequest) -> str:
    return request.GET.get("category", "")[:80]


def _list_name(request: HttpRequest) -> str:
    return f"list:{_category(request)}:{_page_number(request)}"


def _list_tags(request: HttpRequest) -> list[str]:
    return tags.of_list(_category(request))


@cached_page(_list_name, _list_tags)
def product_list(request: HttpRequest) -> HttpResponse:
    """20 active products, newest first; `?category=` and `?page=` select. 404 past the end."""
    category, page = _category(request), _page_number(request)
    answer = selectors.list_page(category=category, page=page)
    shelves = answer.value["shelves"]
    chosen = next((shelf for shelf in shelves if shelf["slug"] == category), None)
    pages = max(1, ceil(answer.value["total"] / selectors.PAGE_SIZE))
    if (category and chosen is None) or page > pages:
        raise Http404("There is no such page.")
    context = {
        "shelves": shelves,
        "cards": answer.value["cards"],
        "total": answer.value["total"],
        "category": chosen,
        "page": page,
        "pages": pages,
        "previous": page - 1,
        "next": page + 1 if page < min(pages, LAST_PAGE) else 0,
    }
    response = render(request, "catalogue/list.html", context)
    response[LAYER_HEADER] = str(answer.layer)
    return response
