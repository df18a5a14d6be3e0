"""Keep the products' ratings: the number of approved reviews, and the sum of their stars."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, Sum

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
    with connection.cursor() as cursor:
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


def recount_ratings(product_ids: Iterable[int]) -> None:
    """Set the products' ratings to what their approved reviews add up to, whatever they were.

    The products are locked before their reviews are read: a decision that is under way adds its own change afterwards.
    """
    with transaction.atomic(using=PRIMARY):
        products = list(
            Product.objects.filter(pk__in=list(product_ids))
            .order_by("pk")
            .select_for_update(no_key=True)
            .only("rating_count", "rating_total")
        )
        counted = {
            product: (count, total)
            for product, count, total in Review.objects.filter(product__in=products, status=ReviewStatus.APPROVED)
            .order_by()
            .values_list("product_id")
            .annotate(Count("pk"), Sum("stars"))
        }
        for product in products:
            product.rating_count, product.rating_total = counted.get(product.pk, (0, 0))
        Product.objects.bulk_update(products, ["rating_count", "rating_total"], batch_size=1_000)
