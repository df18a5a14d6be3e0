"""What a search may cost the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connections, router, transaction
from psycopg.errors import QueryCanceled

from catalogue.models import Product

#: a search that takes longer is given up, and its visitor told
TIMEOUT_MILLISECONDS = 2_000
#: pg_trgm's shares of equal trigrams. Two swapped letters in a word of five leave a fifth of them; spelling.py picks
#: from what is found
SAME_WORD = 0.19
SAME_NAME = 0.4


class SearchTooSlow(RuntimeError):
    """The database was told to stop searching."""


@contextmanager
def bounded_reads() -> Iterator[str]:
    """A transaction on the database that products are read from, gives its alias; its limits end with it.

    Raises SearchTooSlow when a statement was cancelled.
    """
    alias = router.db_for_read(Product)
    limits = {
        "statement_timeout": f"{TIMEOUT_MILLISECONDS}ms",
        "pg_trgm.similarity_threshold": SAME_WORD,
        "pg_trgm.word_similarity_threshold": SAME_NAME,
    }
    try:
        # Local to the transaction: the pooler hands the session to others afterwards.
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            names = ", ".join("set_config(%s, %s, true)" for _ in limits)
            cursor.execute(f"SELECT {names}", [str(part) for limit in limits.items() for part in limit])
            yield alias
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise SearchTooSlow("the search was given up after its time limit") from error
        raise
