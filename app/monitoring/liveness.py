"""/livez, answered before Django: it says that the event loop turns, and touches nothing else.

A liveness probe that asked Postgres or Redis would restart every pod at once when one of them is down.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

type Scope = MutableMapping[str, Any]
type Application = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]

PATH = "/livez"
BODY = b"alive\n"
HEADERS = [(b"content-type", b"text/plain"), (b"content-length", b"6"), (b"cache-control", b"no-store")]


def answer_liveness(application: Application) -> Application:
    """Wrap an ASGI application."""

    async def wrapper(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == PATH:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await send({"type": "http.response.body", "body": BODY})
            return
        await application(scope, receive, send)

    return wrapper
