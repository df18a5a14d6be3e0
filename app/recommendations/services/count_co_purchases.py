"""Count which products are bought together."""

from datetime import timedelta
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from databases.routing import PRIMARY
from orders.states import OrderStatus
from recommendations.services.invalidate import suggestions_changed

#: orders that are looked at: of the last three months, and the newest of them where there are more
WINDOW = timedelta(days=90)
MOST_ORDERS = 200_000
#: for sorting the pairs in memory; until the end of this transaction only
WORK_MEMORY = "64MB"
#: an order of more lines says little about any two of them, and its pairs grow with the square
MOST_LINES = 50
#: others that are kept a product
KEPT = 12
#: paid, and not taken back
COUNTED = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.DELIVERED)

#: Every part sees the table as it was before, so `before` can be compared with `after` in the same statement.
_COUNT = """
    WITH line AS (
        SELECT item.order_id, item.product_id, count(*) OVER (PARTITION BY item.order_id) AS lines
        FROM (
            SELECT id FROM orders_order
            WHERE status = ANY(%(counted)s) AND placed_at >= %(since)s
            ORDER BY id DESC LIMIT %(most_orders)s
        ) AS recent
        JOIN orders_orderitem AS item ON item.order_id = recent.id
    ),
    pair AS (
        SELECT one.product_id, other.product_id AS other_id, count(*) AS orders
        FROM line AS one JOIN line AS other USING (order_id)
        WHERE one.lines BETWEEN 2 AND %(most_lines)s AND one.product_id <> other.product_id
        GROUP BY one.product_id, other.product_id
    ),
    strongest AS MATERIALIZED (
        SELECT product_id, other_id, orders FROM (
            SELECT *, row_number() OVER (PARTITION BY product_id ORDER BY orders DESC, other_id DESC) AS place FROM pair
        ) AS ranked
        WHERE place <= %(kept)s
    ),
    gone AS (
        DELETE FROM recommendations_copurchase AS kept
        WHERE NOT EXISTS (
            SELECT 1 FROM strongest
            WHERE strongest.product_id = kept.product_id AND strongest.other_id = kept.other_id
        )
        RETURNING 1
    ),
    written AS (
        INSERT INTO recommendations_copurchase AS kept (product_id, other_id, orders)
        SELECT product_id, other_id, orders FROM strongest
        ON CONFLICT (product_id, other_id) DO UPDATE SET orders = excluded.orders
        WHERE kept.orders <> excluded.orders
        RETURNING 1
    ),
    before AS (
        SELECT product_id, array_agg(other_id ORDER BY orders DESC, other_id DESC) AS others
        FROM recommendations_copurchase GROUP BY product_id
    ),
    after AS (
        SELECT product_id, array_agg(other_id ORDER BY orders DESC, other_id DESC) AS others
        FROM strongest GROUP BY product_id
    )
    SELECT
        (SELECT count(*) FROM strongest),
        (SELECT count(*) FROM written),
        (SELECT count(*) FROM gone),
        ARRAY(
            SELECT product_id FROM before FULL JOIN after USING (product_id)
            WHERE before.others IS DISTINCT FROM after.others
        )
"""


def count_co_purchases() -> dict[str, Any]:
    """Bring the strongest pairs of every product up to date in one statement; repeating it changes nothing.

    Forgets the suggestions of the products whose others changed, in kind or in order, and of no other product.
    """
    with transaction.atomic(using=PRIMARY), connections[PRIMARY].cursor() as cursor:
        # Two at once would meet in the middle of each other's rows; readers are not kept waiting.
        cursor.execute("SELECT set_config('work_mem', %s, true)", [WORK_MEMORY])
        cursor.execute("LOCK TABLE recommendations_copurchase IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(
            _COUNT,
            {
                "counted": [str(status) for status in COUNTED],
                "since": timezone.now() - WINDOW,
                "most_orders": MOST_ORDERS,
                "most_lines": MOST_LINES,
                "kept": KEPT,
            },
        )
        pairs, written, gone, changed = cursor.fetchone()
        suggestions_changed(changed)
    return {"pairs": pairs, "written": written, "gone": gone, "products": len(changed)}
