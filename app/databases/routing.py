"""Where reads go, per request: to the replica until the request writes, and to the primary from then on.

Outside a request (tasks, commands) everything goes to the primary. The state is one mutable object in a context
variable: a sync view and its middleware may run in copies of the context, and all copies hold the same object.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

PRIMARY = "default"
REPLICA = "replica"
ANALYTICS = "analytics"


@dataclass(slots=True)
class Route:
    """What one request has decided so far."""

    pinned_to_primary: bool
    #: position in the primary's log that the replica must have replayed before this request may read it; 0 is any
    needs: int = 0
    #: whether a statement of this request has changed something on the primary
    wrote: bool = False


_route: ContextVar[Route | None] = ContextVar("database_route", default=None)


@contextmanager
def request_route(*, pinned_to_primary: bool, needs: int = 0) -> Iterator[Route]:
    """Begin the routing of one request."""
    route = Route(pinned_to_primary, needs)
    token = _route.set(route)
    try:
        yield route
    finally:
        _route.reset(token)


@contextmanager
def on_primary() -> Iterator[None]:
    """Read from the primary inside the block."""
    token = _route.set(None)
    try:
        yield
    finally:
        _route.reset(token)


@contextmanager
def at_least(position: int) -> Iterator[None]:
    """Inside the block, read the replica only if it has replayed `position`: what is read may be kept for others."""
    route = _route.get()
    if route is None:
        yield
        return
    before, route.needs = route.needs, max(route.needs, position)
    try:
        yield
    finally:
        route.needs = before


def current() -> Route | None:
    """The running request's route; None outside a request and under `on_primary`."""
    return _route.get()


def pin() -> None:
    """Read from the primary for the rest of the request: it writes."""
    route = _route.get()
    if route is not None:
        route.pinned_to_primary = True


def note_write() -> None:
    """Remember that the request has changed something; its next reads, and its visitor's, must see it."""
    route = _route.get()
    if route is not None:
        route.pinned_to_primary = route.wrote = True


def may_read_replica() -> bool:
    """Whether the running code is in a request that has not written yet."""
    route = _route.get()
    return route is not None and not route.pinned_to_primary
