"""Positions in Postgres' write-ahead log, as numbers: what a commit reached, and what a replica has replayed."""

from django.db import Error, connections

from databases.routing import PRIMARY

#: bytes of a WAL page and of its longest header (XLOG_BLCKSZ, SizeOfXLogLongPHD; access/xlog_internal.h)
PAGE_BYTES = 8192
HEADER_BYTES = 40
#: a position no replica ever reaches
NEVER = 2**63 - 1

CURRENT = "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint"


def reached() -> int:
    """Position on the primary that all commits so far are before.

    NEVER when the primary does not say (it went away after the commit): reads then stay on the primary.
    """
    try:
        with connections[PRIMARY].cursor() as cursor:
            cursor.execute(CURRENT)
            (position,) = cursor.fetchone()
    except Error:
        return NEVER
    return without_header(position)


def without_header(position: int) -> int:
    """The page's start for a position right behind its header.

    There the primary names the place of the *next* record, and an idle replica, which has replayed everything, stays
    on the page's start for ever. No record ends in between, so nothing is lost.
    """
    return position - position % PAGE_BYTES if position % PAGE_BYTES <= HEADER_BYTES else position
