"""What an asynchronous path for cached pages could save at best: a prototype, without what would make it fit for use.

It answers a page it has seen from memory, after asking Redis for the page's generation with an asynchronous client, as
the real path does with a synchronous one. Left out: everything that has to be the same as in the chain of middleware
(conditional requests, redirects, headers that depend on the request), the breaker, TLS, several shards.
"""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import Any

import redis.asyncio
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.urls import resolve
from monitoring.performance import measure


class AsynchronousHits:
    """Wraps the shop's application."""

    def __init__(self, application: Any, *, metrics: bool) -> None:
        self._application = application
        self._seen: dict[tuple[str, bytes], list[dict[str, Any]]] = {}
        self._redis: Any = None
        self._metrics = metrics

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer from memory, or pass the request on and remember the second answer."""
        key = (scope["path"], scope["query_string"])
        if scope["path"] == "/livez" or key not in self._seen:
            await self._application(scope, receive, self._remembering(key, send))
            return
        if self._redis is None:
            location = settings.CACHES["default"]["LOCATION"]
            url = location if isinstance(location, str) else location[0]
            self._redis = redis.asyncio.Redis.from_url(url)
        await self._redis.mget(["shop:1:generation:catalogue"])
        start, body = self._seen[key]
        if self._metrics:
            self._count(scope, start["status"], body["body"])
        headers = [*start["headers"], (b"X-Request-ID", uuid.uuid4().hex.encode())]
        await send({**start, "headers": headers})
        await send(body)

    def _count(self, scope: Any, status: int, body: bytes) -> None:
        """The metrics of the synchronous chain, made by the same code."""
        request, response = ASGIRequest(scope, BytesIO()), HttpResponse(body, status=status)
        request.resolver_match = resolve(request.path_info)
        measure(lambda _: response)(request)

    def _remembering(self, key: tuple[str, bytes], send: Any) -> Any:
        messages: list[dict[str, Any]] = []

        async def wrapper(message: dict[str, Any]) -> None:
            messages.append(message)
            await send(message)
            if len(messages) == 2 and (b"X-Cache-Layer", b"view") in messages[0]["headers"]:
                kept = [pair for pair in messages[0]["headers"] if pair[0] != b"X-Request-ID"]
                self._seen[key] = [{**messages[0], "headers": kept}, messages[1]]

        return wrapper
