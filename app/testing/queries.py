"""Count the queries of a block on all databases together.

Whether a visitor's read goes to the replica or the primary depends on what he wrote and on what the replica has
replayed, so a budget that looked at one connection only would hold by chance.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connections
from django.test.utils import CaptureQueriesContext

from databases.routing import ANALYTICS, PRIMARY, REPLICA


class Captured:
    """What was sent, by alias; complete at the end of the block."""

    def __init__(self, contexts: dict[str, CaptureQueriesContext]) -> None:
        self._contexts = contexts

    def of(self, alias: str) -> list[str]:
        """The SQL that one database was sent."""
        return [query["sql"] for query in self._contexts[alias].captured_queries]

    @property
    def sql(self) -> list[str]:
        """The SQL that all of them were sent."""
        return [sql for alias in self._contexts for sql in self.of(alias)]

    def __len__(self) -> int:
        return len(self.sql)


@contextmanager
def captured_queries() -> Iterator[Captured]:
    """`with captured_queries() as queries: …` and then `len(queries)`, `queries.sql`, `queries.of("replica")`."""
    with ExitStack() as stack:
        aliases = (PRIMARY, REPLICA, ANALYTICS)
        yield Captured({alias: stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in aliases})
