"""The product page (C5): the same for everyone without a session, with personal parts for a visitor who has one."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from caching.pages import cached_page, has_session
from catalogue import product_selectors, tags
from catalogue.pictures import absolute_address
from catalogue.product_selectors import ProductFacts
from catalogue.services.count_view import count_view
from catalogue.structured_data import as_data_block, product_data
from recommendations import selectors as recommendations
from recommendations import tags as recommendation_tags
from recommendations.personal import chosen_for
from recommendations.viewed import note_view
from reviews import selectors as reviews
from reviews import tags as review_tags
from wishlist import selectors as wishlist


def _product_name(request: HttpRequest, slug: str) -> str:
    return f"product:{slug}"


def _product_tags(request: HttpRequest, slug: str) -> list[str]:
    return [*tags.of_product(slug), *review_tags.of_reviews(slug), *recommendation_tags.of_suggestions(slug)]


@cached_page(_product_name, _product_tags)
def _product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    facts = product_selectors.product_facts(slug=slug).value
    if facts is None:
        raise Http404("There is no such product.")
    context = {
        "product": facts,
        "card": facts["card"],
        "product_tags": tags.of_product(slug),
        # The fragments ask for these when they are made, which is once for all visitors (C6).
        "reviews": lambda: reviews.fetch_preview(product_id=facts["card"]["id"]),
        "review_tags": review_tags.of_reviews(slug),
        "suggestions": lambda: recommendations.fetch_suggestions(facts=facts),
        "suggestion_tags": recommendation_tags.of_suggestions(slug),
        "address": settings.SITE_ORIGIN + request.path,
        "picture_address": absolute_address(facts["card"]["picture"]) if facts["card"]["picture"] else "",
        "data": as_data_block(product_data(facts["card"], facts["description"])),
        **_personal(request, facts),
    }
    return render(request, "catalogue/product.html", context)


def _personal(request: HttpRequest, facts: ProductFacts) -> dict[str, Any]:
    """What only this visitor sees; nothing without a session, because everybody gets that page. Notes the look."""
    if not has_session(request) or not request.user.is_authenticated:
        return {}
    product_id = facts["card"]["id"]
    if request.method == "GET":
        note_view(user_id=request.user.pk, product_id=product_id)
    return {
        "chosen": chosen_for(request.user, without=facts["card"]["slug"]),
        "own_review": reviews.own_review(author=request.user, product_id=product_id),
        "wished": wishlist.is_wished(user=request.user, product_id=product_id),
    }


def product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One active product. A view is counted only when the page exists."""
    response = _product_detail(request, slug)
    if request.method == "GET":
        count_view(slug)
    return response
