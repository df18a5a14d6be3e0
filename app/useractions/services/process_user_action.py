"""Write an action down and count it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connections, transaction

from databases.routing import ANALYTICS
from useractions.kinds import ActionKind
from useractions.models import ProductDay, UserAction

COLUMNS = ("purchases", "reviews", "wishes")
#: the column that a kind is counted in, and what one piece adds to it
COUNTED = {
    ActionKind.PURCHASE: ("purchases", 1),
    ActionKind.REVIEW: ("reviews", 1),
    ActionKind.WISH: ("wishes", 1),
    ActionKind.UNWISH: ("wishes", -1),
}


def process_user_action(
    kind: ActionKind, person: str, products: Sequence[Sequence[int]], at: datetime, key: str
) -> dict[str, Any]:
    """One row a product, and its count, in one transaction of the analytics database.

    Call it inside `effect_once` on that database. Two actions at once add up: each adds in the database, in the order
    of the products, so that they cannot wait for each other in a circle. Raises ValueError for an unknown kind.
    """
    kind = ActionKind(kind)
    column, sign = COUNTED[kind]
    ordered = sorted((int(product_id), int(quantity)) for product_id, quantity in products)
    with transaction.atomic(using=ANALYTICS):
        UserAction.objects.using(ANALYTICS).bulk_create(
            UserAction(kind=kind, person=person, product_id=product_id, quantity=quantity, at=at, key=key)
            for product_id, quantity in ordered
        )
        _add(column, at.astimezone(UTC).date(), [(product_id, sign * quantity) for product_id, quantity in ordered])
    return {"products": len(ordered)}


def _add(column: str, day: date, changes: list[tuple[int, int]]) -> None:
    """Django's upsert replaces values; this adds to them."""
    table = ProductDay._meta.db_table
    selected = ", ".join("change" if name == column else "0" for name in COLUMNS)
    statement = (
        f'INSERT INTO "{table}" (day, product_id, {", ".join(COLUMNS)}) '  # noqa: S608 - names from this file only
        f"SELECT %s, product_id, {selected} FROM unnest(%s::bigint[], %s::int[]) AS given (product_id, change) "
        "ORDER BY product_id ON CONFLICT (day, product_id) "
        f'DO UPDATE SET {column} = "{table}".{column} + EXCLUDED.{column}'
    )
    products, pieces = zip(*changes, strict=True)
    with connections[ANALYTICS].cursor() as cursor:
        cursor.execute(statement, [day, list(products), list(pieces)])
