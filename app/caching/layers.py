"""Which layer of the app answered (C1): the values of the X-Cache-Layer header, from the fastest to the slowest."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

LAYER_HEADER = "X-Cache-Layer"


class Layer(StrEnum):
    """A closed list: it labels metrics too."""

    VIEW = "view"
    PROCESS = "process"
    REDIS = "redis"
    DATABASE = "database"


SPEED = {layer: place for place, layer in enumerate(Layer)}

_seen: ContextVar[list[Layer] | None] = ContextVar("cache_layers_seen", default=None)


def slowest(layers: Iterable[Layer]) -> Layer:
    """The layer an answer made of several waited for; the database where none was asked."""
    return max(layers, key=SPEED.__getitem__, default=Layer.DATABASE)


@contextmanager
def watching() -> Iterator[list[Layer]]:
    """Collect the layers of the answers that are read inside the block."""
    seen: list[Layer] = []
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(token)


def note(layer: Layer) -> None:
    """Tell the enclosing `watching` block."""
    seen = _seen.get()
    if seen is not None:
        seen.append(layer)
