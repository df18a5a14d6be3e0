"""How much a request has asked of the databases: one mutable object in a context variable, as in `routing`."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Usage:
    """Statements and the time they took, of one request or task."""

    queries: int = 0
    seconds: float = 0.0
    slow: int = 0
    errors: int = 0
    #: statements by alias
    by_database: Counter[str] = field(default_factory=Counter)
    #: statements by their text with placeholders: one that comes up again and again is an N+1
    by_text: Counter[str] = field(default_factory=Counter)

    @property
    def most_repeated(self) -> tuple[str, int]:
        """The statement that ran most often, and how often; an empty text where none ran."""
        return self.by_text.most_common(1)[0] if self.by_text else ("", 0)


_usage: ContextVar[Usage | None] = ContextVar("database_usage", default=None)


@contextmanager
def counting() -> Iterator[Usage]:
    """Count all statements until the end of the block. An inner block counts for the outer one, in the same object."""
    outer = _usage.get()
    if outer is not None:
        yield outer
        return
    usage = Usage()
    token = _usage.set(usage)
    try:
        yield usage
    finally:
        _usage.reset(token)


def current() -> Usage | None:
    """The running request's usage; None where nobody counts."""
    return _usage.get()
