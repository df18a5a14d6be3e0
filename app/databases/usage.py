"""How much a request has asked of the databases: one mutable object in a context variable, as in `routing`."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings

from databases.caller import calling_line
from databases.sql_text import LONGEST, shape


@dataclass(slots=True)
class Usage:
    """Statements and the time they took, of one request or task."""

    queries: int = 0
    seconds: float = 0.0
    slow: int = 0
    errors: int = 0
    #: statements by alias
    by_database: Counter[str] = field(default_factory=Counter)
    #: seconds by alias
    seconds_by_database: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    #: statements by their shape: one that comes up again and again is an N+1
    by_shape: dict[str, int] = field(default_factory=dict)
    #: the shapes that came up more than SIMILAR_STATEMENTS_MOST times, and the line that asked the last time
    repeated: dict[str, str] = field(default_factory=dict)

    def add(self, *, database: str, sql: object, seconds: float, slow: bool, failed: bool) -> None:
        """One statement more."""
        self.queries += 1
        self.seconds += seconds
        self.slow += slow
        self.errors += failed
        self.by_database[database] += 1
        self.seconds_by_database[database] += seconds
        # The shape shows the beginning only, so more of the text need not be read.
        like = _shape((sql if isinstance(sql, str) else str(sql))[: 2 * LONGEST])
        times = self.by_shape[like] = self.by_shape.get(like, 0) + 1
        if times == settings.SIMILAR_STATEMENTS_MOST + 1:
            self.repeated[like] = calling_line()

    def include(self, inner: "Usage") -> None:
        """All that an inner block has asked. Not its repetitions: like statements of several requests are no loop."""
        self.queries += inner.queries
        self.seconds += inner.seconds
        self.slow += inner.slow
        self.errors += inner.errors
        self.by_database.update(inner.by_database)
        for database, seconds in inner.seconds_by_database.items():
            self.seconds_by_database[database] += seconds

    @property
    def most_repeated(self) -> tuple[str, int]:
        """The shape of the statement that ran most often, and how often; an empty text where none ran."""
        return max(self.by_shape.items(), key=lambda pair: pair[1], default=("", 0))


#: the shop has a few hundred statements; their shapes are worked out once a process
_shape = lru_cache(maxsize=2_048)(shape)

_usage: ContextVar[Usage | None] = ContextVar("database_usage", default=None)


def begin() -> tuple[Usage, Token[Usage | None]]:
    """Count from here on, until `end`: for those who have no block, such as Celery's signals."""
    usage = Usage()
    return usage, _usage.set(usage)


def end(token: Token[Usage | None]) -> None:
    """Count no longer."""
    _usage.reset(token)


@contextmanager
def counting() -> Iterator[Usage]:
    """Count all statements until the end of the block; then they count for the block around it, too.

    The warm-up is a task that asks for pages: each is judged by what it asked itself.
    """
    outer = _usage.get()
    usage, token = begin()
    try:
        yield usage
    finally:
        end(token)
        if outer is not None:
            outer.include(usage)


def current() -> Usage | None:
    """The running request's usage; None where nobody counts."""
    return _usage.get()
