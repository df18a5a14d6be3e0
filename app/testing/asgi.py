"""Ask the ASGI application itself, without a server and without Django's test client."""

import asyncio
from collections.abc import Iterable

from config.asgi import application


def call(path: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> tuple[int, bytes]:
    """Status and body of the ASGI application's answer."""
    sent = []
    arriving = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive():
        # After the request nothing more comes: the client waits for its answer.
        return arriving.pop() if arriving else await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": list(headers),
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 1),
        "root_path": "",
    }
    asyncio.run(application(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])
