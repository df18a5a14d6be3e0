"""What people say about a product."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path, Query
from ninja.responses import Status as Answer
from pydantic import AwareDatetime, Field

from api.authentication import EVERYBODY, SOMEBODY
from api.caching import public, selection
from api.routing import ShopRouter
from api.shapes import Received, Sent, Slug, Whole, example, lines, one_line
from catalogue import tags as catalogue_tags
from catalogue.product_selectors import product_facts
from reviews import selectors, tags
from reviews.models import Review
from reviews.models.review import (
    FEWEST_STARS,
    MOST_STARS,
    SIGNATURE_CHARACTERS,
    TEXT_CHARACTERS,
    TITLE_CHARACTERS,
    ReviewStatus,
)
from reviews.services.delete_review import delete_review
from reviews.services.submit_review import Words, submit_review
from reviews.views import CURSOR_DIGITS, SUBMISSIONS
from security.throttle import throttle

router = ShopRouter()


class ReviewOut(Sent):
    """An approved review."""

    id: int
    stars: int = Field(ge=FEWEST_STARS, le=MOST_STARS)
    title: str
    text: str
    signature: str
    verified_purchase: bool
    written_on: str = Field(json_schema_extra={"format": "date"})


class ReviewPage(Sent):
    """A page of reviews, newest first."""

    items: list[ReviewOut] = Field(max_length=selectors.PAGE_SIZE)
    spread: list[int] = Field(description="reviews with 5, 4, 3, 2 and 1 stars", min_length=5, max_length=5)
    next: str | None = Field(description="path of the following page; null on the last")


class ReviewIn(Received):
    """Stars and plain text."""

    model_config = example(stars=5, title="Sturdy", text="It carries all of us.", signature="Ann")

    stars: Whole = Field(ge=FEWEST_STARS, le=MOST_STARS)
    title: one_line(TITLE_CHARACTERS)  # type: ignore[valid-type]  # a type made by a function
    text: lines(TEXT_CHARACTERS)  # type: ignore[valid-type]  # as above
    signature: one_line(SIGNATURE_CHARACTERS) = Field(description="the name shown with it")  # type: ignore[valid-type]  # as above


class OwnReview(Sent):
    """The caller's review, in whatever state."""

    stars: int
    title: str
    text: str
    signature: str
    status: ReviewStatus
    reason: str = Field(description="why it was rejected; empty otherwise")
    edited_at: AwareDatetime


After = Annotated[int, Query(ge=1, le=10**CURSOR_DIGITS - 1, description="id of the last review seen")]


def _list_name(request: HttpRequest, slug: str) -> str:
    return f"api-reviews:{slug}:{selection(request)}"


def _list_tags(request: HttpRequest, slug: str) -> list[str]:
    return [*catalogue_tags.of_product(slug), *tags.of_reviews(slug)]


@router.get(
    "/products/{slug}/reviews", response=ReviewPage, auth=EVERYBODY, operation_id="listReviews", summary="Reviews"
)
@public(_list_name, _list_tags)
def list_reviews(request: HttpRequest, slug: Annotated[Slug, Path()], after: After = None) -> Any:  # type: ignore[assignment]  # absent
    """The approved reviews of a product; follow `next` for older ones. 404 where `after` is none of them."""
    product_id = _product(slug)
    try:
        page = selectors.page(slug=slug, product_id=product_id, after=after or 0).value
    except selectors.UnknownCursor:
        raise Http404("There is no such page.") from None
    return {
        "items": page["entries"],
        "spread": selectors.spread(slug=slug, product_id=product_id).value,
        "next": f"{request.path}?after={page['older']}" if page["older"] else None,
    }


MINE = "/products/{slug}/reviews/mine"


@router.get(MINE, response=OwnReview, auth=SOMEBODY, operation_id="getMyReview", summary="My review of a product")
def get_mine(request: HttpRequest, slug: Annotated[Slug, Path()]) -> Any:
    """Also while it waits for moderation, or was rejected."""
    review = selectors.own_review(author=request.user, product_id=_product(slug))  # type: ignore[arg-type]  # is signed in
    if review is None:
        raise Http404("You have not reviewed this product.")
    return _own(review)


@router.put(MINE, response=OwnReview, auth=SOMEBODY, operation_id="writeReview", summary="Write a review")
def write(request: HttpRequest, slug: Annotated[Slug, Path()], body: ReviewIn) -> Any:
    """One a person and product: a second one replaces the first. It is shown once somebody has read it."""
    product_id = _product(slug)
    throttle("reviews", f"user:{request.user.pk}", SUBMISSIONS)
    words = Words(**body.model_dump())
    return _own(submit_review(author=request.user, product_id=product_id, words=words))  # type: ignore[arg-type]  # is signed in


@router.delete(MINE, response={204: None}, auth=SOMEBODY, operation_id="deleteReview", summary="Take my review back")
def delete(request: HttpRequest, slug: Annotated[Slug, Path()]) -> Any:
    """It is gone, and so are its stars in the rating. Works for products that left the shop, too."""
    if not delete_review(author=request.user, slug=slug):  # type: ignore[arg-type]  # is signed in
        raise Http404("You have not reviewed this product.")
    return Answer(204, None)


def _product(slug: str) -> int:
    facts = product_facts(slug=slug).value
    if facts is None:
        raise Http404("There is no such product.")
    return facts["card"]["id"]


def _own(review: Review) -> dict[str, Any]:
    shown = ("stars", "title", "text", "signature", "status", "edited_at")
    return {name: getattr(review, name) for name in shown} | {"reason": selectors.rejection_reason(review)}
