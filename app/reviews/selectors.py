"""What pages read of reviews: plain data, from the replica, through the cache. Nothing here depends on who asks, except
`own_review`, which is never cached."""

from typing import TypedDict

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count

from caching.fragments import Fragment
from caching.memo import Answer, remember
from databases.replica import reads_replica
from reviews import tags
from reviews.models import Review, ReviewStatus
from reviews.models.review import MOST_STARS

#: reviews on the product's page, and on one page of all of them
PREVIEW_SIZE, PAGE_SIZE = 5, 20


class Entry(TypedDict):
    """An approved review. `written_on` is a date, "2025-09-15"."""

    id: int
    stars: int
    title: str
    text: str
    signature: str
    verified_purchase: bool
    written_on: str


class UnknownCursor(LookupError):
    """The cursor is no shown review of the product."""


class Page(TypedDict):
    """Reviews, newest first. `older` is the cursor of the next page, 0 on the last."""

    entries: list[Entry]
    older: int


def page(*, slug: str, product_id: int, after: int) -> Answer[Page]:
    """The reviews that follow the review `after`; 0 begins with the newest. Raises UnknownCursor."""
    return remember(
        "reviews",
        f"{slug}:{after}",
        lambda: fetch_page(product_id=product_id, after=after, size=PAGE_SIZE),
        tags=tags.of_reviews(slug),
        seconds=Fragment.REVIEWS.seconds,
    )


def spread(*, slug: str, product_id: int) -> Answer[list[int]]:
    """How many reviews give 5, 4, 3, 2 and 1 stars, in this order."""
    return remember(
        "reviews",
        f"{slug}:spread",
        lambda: fetch_spread(product_id=product_id),
        tags=tags.of_reviews(slug),
        seconds=Fragment.REVIEWS.seconds,
    )


def fetch_preview(*, product_id: int) -> Page:
    """One query: the newest reviews of a product, for its page."""
    return fetch_page(product_id=product_id, after=0, size=PREVIEW_SIZE)


@reads_replica
def fetch_page(*, product_id: int, after: int, size: int) -> Page:
    """One query, by key: its cost does not grow with the distance from the newest."""
    approved = Review.objects.filter(product_id=product_id, status=ReviewStatus.APPROVED).order_by("-id")
    if after:
        # The cursor's own row is read along: made-up cursors would otherwise each be a page of their own.
        rows = list(approved.filter(id__lte=after)[: size + 2])
        if not rows or rows[0].pk != after:
            raise UnknownCursor(f"review {after} is no shown review of product {product_id}")
        rows = rows[1:]
    else:
        rows = list(approved[: size + 1])
    shown = rows[:size]
    return Page(entries=[_entry(row) for row in shown], older=shown[-1].pk if len(rows) > size else 0)


@reads_replica
def fetch_spread(*, product_id: int) -> list[int]:
    """One query."""
    counted = dict(
        Review.objects.filter(product_id=product_id, status=ReviewStatus.APPROVED)
        .order_by()
        .values_list("stars")
        .annotate(Count("pk"))
    )
    return [counted.get(stars, 0) for stars in range(MOST_STARS, 0, -1)]


def own_review(*, author: AbstractBaseUser, product_id: int) -> Review | None:
    """The author's review of the product in whatever state, or None. One query; for its author's eyes only."""
    return Review.objects.filter(author=author, product_id=product_id).first()


def rejection_reason(review: Review) -> str:
    """What the moderator wrote; empty unless the review is rejected now. One query at most."""
    if review.status != ReviewStatus.REJECTED:
        return ""
    decision = review.decisions.filter(revision=review.revision, verdict=ReviewStatus.REJECTED).first()
    return decision.reason if decision else ""


def _entry(review: Review) -> Entry:
    return Entry(
        id=review.pk,
        stars=review.stars,
        title=review.title,
        text=review.text,
        signature=review.signature,
        verified_purchase=review.verified_purchase,
        written_on=review.edited_at.date().isoformat(),
    )
