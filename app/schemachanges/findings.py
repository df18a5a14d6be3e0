"""Dangers by name, and what was found of them."""

from dataclasses import dataclass
from enum import StrEnum


class Danger(StrEnum):
    """A rule's name: what a migration writes into `accepted_dangers`."""

    #: CREATE INDEX without CONCURRENTLY: SHARE lock, writes wait for the whole build
    INDEX_BLOCKS_WRITES = "index-blocks-writes"
    #: every row is written anew under ACCESS EXCLUSIVE: reads and writes wait
    TABLE_REWRITE = "table-rewrite"
    #: every row is read under a lock that at least writes wait for
    TABLE_SCAN = "table-scan"
    #: old pods' INSERTs leave the new column out, and it has no default in the database
    OLD_PODS_CANNOT_INSERT = "old-pods-cannot-insert"
    #: old pods still name what is gone or renamed
    OLD_PODS_MISS_IT = "old-pods-miss-it"
    #: many rows are changed in one transaction; they stay locked until its end
    ROWS_CHANGED = "rows-changed"
    #: code or SQL whose locks cannot be told
    UNKNOWN = "unknown"


#: what weighs by the table's size: of a small table nobody notices
BY_SIZE = frozenset({Danger.INDEX_BLOCKS_WRITES, Danger.TABLE_REWRITE, Danger.TABLE_SCAN, Danger.ROWS_CHANGED})

CONSEQUENCE = {
    Danger.INDEX_BLOCKS_WRITES: "every INSERT, UPDATE and DELETE on it waits until the index is built",
    Danger.TABLE_REWRITE: "every query on it waits until all rows are written anew",
    Danger.TABLE_SCAN: "queries on it wait until all rows are checked",
    Danger.OLD_PODS_CANNOT_INSERT: "INSERTs of pods of the old release fail until the rollout is done",
    Danger.OLD_PODS_MISS_IT: "queries of pods of the old release fail until the rollout is done",
    Danger.ROWS_CHANGED: "the changed rows stay locked until the migration ends, and so do those who wait for them",
    Danger.UNKNOWN: "what it locks, and for how long, cannot be told from here",
}
FIX = {
    Danger.INDEX_BLOCKS_WRITES: "AddIndexConcurrently in a migration with atomic = False",
    Danger.TABLE_REWRITE: "add a new column, fill it in batches, switch over, remove the old one in the next release",
    Danger.TABLE_SCAN: "AddConstraintNotValid, then ValidateConstraint in a later migration; unique: an index made "
    "concurrently first",
    Danger.OLD_PODS_CANNOT_INSERT: "give the column db_default, or null=True for one release",
    Danger.OLD_PODS_MISS_IT: "first release code without it (SeparateDatabaseAndState), remove it in the next",
    Danger.ROWS_CHANGED: "change rows in batches, outside the migration or with atomic = False",
    Danger.UNKNOWN: "read it, try it on a copy",
}


@dataclass(frozen=True, slots=True)
class Hazard:
    """A danger in one statement, before it is weighed.

    Attributes:
        danger: which rule.
        table: the table that waits; empty where it cannot be told.
        statement: the SQL, or the operation where there is none.
    """

    danger: Danger
    table: str
    statement: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A hazard with its place, weighed.

    Attributes:
        database: alias.
        migration: `app.name`.
        operation: Django's own description of the operation.
        level: stop, ok (the table is small) or accepted.
        rows: the table's rows as the statistics know them; None where there is no table.
        table_bytes: with its indexes.
        reason: why it was accepted, from the migration.
    """

    database: str
    migration: str
    operation: str
    danger: Danger
    level: str
    table: str
    statement: str
    rows: int | None = None
    table_bytes: int | None = None
    reason: str = ""
