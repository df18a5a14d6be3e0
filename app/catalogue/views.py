"""The list page and the product page (C5)."""

from math import ceil

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from caching.pages import LAYER_HEADER, cached_page
from catalogue import selectors, tags
from catalogue.services.count_view import count_view

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


def _product_name(request: HttpRequest, slug: str) -> str:
    return f"product:{slug}"


def _product_tags(request: HttpRequest, slug: str) -> list[str]:
    return tags.of_product(slug)


@cached_page(_product_name, _product_tags)
def _product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    answer = selectors.product_page(slug=slug)
    if answer.value is None:
        raise Http404("There is no such product.")
    response = render(request, "catalogue/product.html", {"product": answer.value, "card": answer.value["card"]})
    response[LAYER_HEADER] = str(answer.layer)
    return response


def product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One active product. A view is counted only when the page exists."""
    response = _product_detail(request, slug)
    if request.method == "GET":
        count_view(slug)
    return response
