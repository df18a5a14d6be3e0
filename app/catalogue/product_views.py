"""The product page (C5)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from caching.pages import LAYER_HEADER, cached_page
from catalogue import product_selectors, tags
from catalogue.services.count_view import count_view


def _product_name(request: HttpRequest, slug: str) -> str:
    return f"product:{slug}"


def _product_tags(request: HttpRequest, slug: str) -> list[str]:
    return tags.of_product(slug)


@cached_page(_product_name, _product_tags)
def _product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    answer = product_selectors.product_page(slug=slug)
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
