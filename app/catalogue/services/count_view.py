"""Count views in Redis and add them to the products in batches: never one UPDATE a view (C7)."""

import uuid

import structlog
from django.db import connection, transaction
from django_redis import get_redis_connection
from redis.exceptions import RedisError, ResponseError

from databases.routing import PRIMARY
from receipts.services import effect_once

log = structlog.get_logger(__name__)

BUFFER = "views:buffer"
#: names of batches that were taken out of the buffer and are not in Postgres yet
BATCHES = "views:batches"
TASK = "catalogue.tasks.flush_view_counts"


def count_view(slug: str) -> None:
    """One more view of the product. Lost when Redis is away: a view is not worth an error."""
    try:
        get_redis_connection("long_term").hincrby(BUFFER, slug, 1)
    except RedisError:
        return


def flush_view_counts() -> dict[str, int]:
    """Add all buffered views to the products, exactly once each.

    The buffer is renamed to a batch, the batch's name is the effect key of its UPDATE, and the batch is deleted only
    after the commit. A crash anywhere leaves the batch behind, and the next run finishes it.
    """
    redis = get_redis_connection("long_term")
    _take_batch(redis)
    totals = {"batches": 0, "products": 0, "views": 0}
    for name in sorted(redis.smembers(BATCHES)):
        batch = name.decode()
        counts = {slug.decode(): int(views) for slug, views in redis.hgetall(batch).items()}
        done = effect_once(task=TASK, effect_key=batch, effect=lambda counts=counts: _add(counts))
        redis.pipeline().delete(batch).srem(BATCHES, batch).execute()
        totals["batches"] += 1
        totals["products"] += done["products"]
        totals["views"] += done["views"]
    return totals


def _take_batch(redis) -> None:
    batch = f"views:batch:{uuid.uuid4().hex}"
    # The name is noted first: a batch without a buffer is empty and harmless, a buffer without a name would be lost.
    redis.sadd(BATCHES, batch)
    try:
        redis.rename(BUFFER, batch)
    except ResponseError:
        # Nobody looked at anything since the last run.
        redis.srem(BATCHES, batch)


def _add(counts: dict[str, int]) -> dict[str, int]:
    """One statement; rows are locked in key order, so two flushes cannot deadlock."""
    if not counts:
        return {"products": 0, "views": 0}
    with transaction.atomic(using=PRIMARY), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH counted AS (
                SELECT product.id, views.number
                FROM unnest(%s::text[], %s::bigint[]) AS views (slug, number)
                JOIN catalogue_product AS product USING (slug)
                ORDER BY product.id
                FOR NO KEY UPDATE OF product
            )
            UPDATE catalogue_product AS product SET view_count = view_count + counted.number
            FROM counted WHERE product.id = counted.id
            """,
            [list(counts), list(counts.values())],
        )
        return {"products": cursor.rowcount, "views": sum(counts.values())}
