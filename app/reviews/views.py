"""The reviews of a product, and a visitor's own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caching.pages import cached_page, has_session
from catalogue import product_selectors
from catalogue import tags as catalogue_tags
from catalogue.product_selectors import ProductFacts
from reviews import selectors, tags
from reviews.forms import ReviewForm, beginning_with
from reviews.services.delete_review import delete_review
from reviews.services.submit_review import submit_review
from security.throttle import throttle

#: reviews and edits of one account; a person who writes more in an hour is none
SUBMISSIONS = "10/hour"
#: digits of a cursor: the largest key of the table has 19
CURSOR_DIGITS = 18


def _cursor(request: HttpRequest) -> int:
    text = request.GET.get("after", "0")
    if not text.isascii() or not text.isdigit() or len(text) > CURSOR_DIGITS:
        raise Http404("There is no such page.")
    return int(text)


def _list_name(request: HttpRequest, slug: str) -> str:
    return f"reviews:{slug}:{_cursor(request)}"


def _list_tags(request: HttpRequest, slug: str) -> list[str]:
    return [*catalogue_tags.of_product(slug), *tags.of_reviews(slug)]


@require_safe
@cached_page(_list_name, _list_tags)
def review_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The approved reviews of a product, newest first; the author's own stands above them in whatever state it is.

    A page that begins after a review that is gone, or never was, is a redirect to the first.
    """
    facts = _facts(slug)
    after = _cursor(request)
    product_id = facts["card"]["id"]
    try:
        page = selectors.page(slug=slug, product_id=product_id, after=after).value
    except selectors.UnknownCursor:
        return redirect("reviews:list", slug=slug)
    spread = selectors.spread(slug=slug, product_id=product_id).value
    context = {
        "product": facts,
        "card": facts["card"],
        "page": page,
        "first": not after,
        "spread": list(zip(range(5, 0, -1), spread, strict=True)),
        **_own(request, product_id),
    }
    return render(request, "reviews/list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the visitor's one review of the product, or edit it."""
    facts = _facts(slug)
    review = selectors.own_review(author=request.user, product_id=facts["card"]["id"])
    if request.method == "POST":
        form = ReviewForm(request.POST)
        if form.is_valid():
            throttle("reviews", f"user:{request.user.pk}", SUBMISSIONS)
            submit_review(author=request.user, product_id=facts["card"]["id"], words=form.words())
            messages.success(request, "Thank you. Your review is shown once somebody has read it.")
            return _to_product(slug)
    else:
        form = ReviewForm(initial=beginning_with(review, request.user.name))
    context = {
        "product": facts,
        "card": facts["card"],
        "form": form,
        "review": review,
        "reason": selectors.rejection_reason(review) if review else "",
    }
    return render(request, "reviews/mine.html", context, status=400 if form.is_bound else 200)


@never_cache
@login_required
@require_POST
def delete_my_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the visitor's own review back. Works for products that left the shop, too."""
    if not delete_review(author=request.user, slug=slug):
        raise Http404("You have not reviewed this product.")
    messages.success(request, "Your review is deleted.")
    return _to_product(slug)


def _facts(slug: str) -> ProductFacts:
    facts = product_selectors.product_facts(slug=slug).value
    if facts is None:
        raise Http404("There is no such product.")
    return facts


def _own(request: HttpRequest, product_id: int) -> dict[str, Any]:
    """What only the author sees; nothing for a visitor without a session, whose page everybody gets."""
    if not has_session(request) or not request.user.is_authenticated:
        return {}
    return {"own_review": selectors.own_review(author=request.user, product_id=product_id)}


def _to_product(slug: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("catalogue:product", kwargs={"slug": slug}) + "#reviews")
