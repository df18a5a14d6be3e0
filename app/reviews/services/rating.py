"""Keep the products' ratings: the number of approved reviews, and the sum of their stars."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connections, transaction
from django.db.models import QuerySet

from catalogue.models import Product
from databases.routing import PRIMARY
from reviews.models import Review, ReviewStatus


@dataclass(slots=True)
class Change:
    """What is added to a product's rating; negative when a review is no longer shown."""

    count: int = 0
    total: int = 0


def change_ratings(changes: Mapping[int, Change]) -> None:
    """Add the changes, by the products' keys, to what the rows hold at that moment.

    Must run in the transaction that changes the reviews, after their rows are locked. One statement; products are
    locked in key order, as orders lock them.
    """
    if not changes:
        return
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute(
            """
            WITH changed AS (
                SELECT product.id, change.count, change.total
                FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS change (id, count, total)
                JOIN catalogue_product AS product USING (id)
                ORDER BY product.id
                FOR NO KEY UPDATE OF product
            )
            UPDATE catalogue_product AS product
            SET rating_count = rating_count + changed.count, rating_total = rating_total + changed.total
            FROM changed WHERE product.id = changed.id
            """,
            [list(changes), [c.count for c in changes.values()], [c.total for c in changes.values()]],
        )


def lock_rated(reviews: QuerySet[Review]) -> None:
    """Lock the reviews, and then the products they rate, each in key order, until the transaction ends."""
    rated = reviews.order_by("pk").select_for_update(of=("self",)).values_list("product_id", flat=True)
    products = Product.objects.filter(pk__in=set(rated)).order_by("pk")
    list(products.select_for_update(of=("self",), no_key=True).values_list("pk"))


def recount_ratings(product_ids: Iterable[int]) -> None:
    """Set the products' ratings to what their approved reviews add up to, whatever they were.

    The products are locked before their reviews are read: a decision that is under way adds its own change afterwards.
    """
    ids = sorted(product_ids)
    with transaction.atomic(using=PRIMARY), connections[PRIMARY].cursor() as cursor:
        cursor.execute("SELECT FROM catalogue_product WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [ids])
        # A second statement: it sees what was committed while the first waited.
        cursor.execute(
            """
            UPDATE catalogue_product AS product SET rating_count = counted.count, rating_total = counted.total
            FROM (
                SELECT wanted.id, count(review.id), coalesce(sum(review.stars), 0) AS total
                FROM unnest(%s::bigint[]) AS wanted (id)
                LEFT JOIN reviews_review AS review ON review.product_id = wanted.id AND review.status = %s
                GROUP BY wanted.id
            ) AS counted
            WHERE product.id = counted.id
            AND (product.rating_count, product.rating_total) <> (counted.count, counted.total)
            """,
            [ids, ReviewStatus.APPROVED.value],
        )
