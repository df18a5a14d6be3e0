"""What the database says of the tables that migrations touch. Reads the catalogue only; locks no table."""

import re
from dataclasses import dataclass
from typing import Any

VARYING = re.compile(r"character varying(?:\((\d+)\))?$|varchar(?:\((\d+)\))?$")
NUMBER = re.compile(r"numeric\((\d+),\s*(\d+)\)$")

SIZE = """
SELECT greatest(c.reltuples::bigint, coalesce(s.n_live_tup, 0)), pg_total_relation_size(c.oid)
FROM pg_class c LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
WHERE c.oid = to_regclass(quote_ident(%s))
"""
TYPE = """
SELECT format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = to_regclass(quote_ident(%s)) AND attname = %s AND NOT attisdropped
"""


@dataclass(frozen=True, slots=True)
class Size:
    """Rows as the statistics know them (an estimate), bytes with indexes as they are on the disk."""

    rows: int
    table_bytes: int


class Tables:
    """The tables of one database."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def size(self, table: str) -> Size | None:
        """None: there is no such table yet, so nobody waits for it."""
        found = self._ask(SIZE, [table])
        return Size(max(0, found[0]), found[1]) if found else None

    def keeps_rows(self, table: str, column: str, new: str) -> bool:
        """Whether Postgres changes the column's type without writing or reading the rows."""
        found = self._ask(TYPE, [table, column])
        return found is not None and only_wider(found[0], new)

    def _ask(self, sql: str, values: list[str]) -> Any:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone()


def only_wider(old: str, new: str) -> bool:
    """Whether every value of the old type is one of the new, in the same bytes."""
    old, new = old.lower().strip(), new.lower().strip()
    if old == new:
        return True
    before, after = VARYING.match(old), VARYING.match(new)
    if before and new == "text":
        return True
    if before and after:
        most, least = (next((int(n) for n in match.groups() if n), None) for match in (after, before))
        return most is None or (least is not None and most >= least)
    if old == "text" and after:
        return not any(after.groups())
    small, large = NUMBER.match(old), NUMBER.match(new)
    return bool(small and large and small[2] == large[2] and int(large[1]) >= int(small[1]))
