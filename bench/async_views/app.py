"""What is measured: the shop's ASGI application in several builds, and views that do the same work in both ways.

Each `application_*` below is one build for gunicorn; `views` are reached under /bench/ in all of them.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from typing import Any

from config.profile import use_profile

use_profile()

import django  # noqa: E402  (the profile has to be chosen first)
from django.conf import settings  # noqa: E402  (as above)

settings.ROOT_URLCONF = "async_views.app"
django.setup(set_prefix=False)

from asgiref.sync import sync_to_async  # noqa: E402  (as above)
from catalogue.models import Product, ProductStatus  # noqa: E402  (as above)
from config.asgi_handler import OneTripHandler  # noqa: E402  (as above)
from config.urls import urlpatterns as shop  # noqa: E402  (as above)
from django.core.handlers.asgi import ASGIHandler  # noqa: E402  (as above)
from django.http import HttpRequest, JsonResponse  # noqa: E402  (as above)
from django.urls import path  # noqa: E402  (as above)
from monitoring.liveness import answer_liveness  # noqa: E402  (as above)

#: host:port of the slow server that the driver starts
UPSTREAM = os.environ.get("BENCH_UPSTREAM", "127.0.0.1:1")
CALLS = 5
REQUEST = b"GET / HTTP/1.1\r\nHost: upstream\r\nConnection: close\r\n\r\n"


def rows() -> Any:
    """The query of both ways: a page of products with their categories."""
    return Product.objects.filter(status=ProductStatus.ACTIVE).select_related("category").order_by("-id")[:20]


def orm_sync(request: HttpRequest) -> JsonResponse:
    """One query, in the request's thread."""
    return JsonResponse({"names": [f"{row.name} {row.category.name}" for row in rows()]})


async def orm_async(request: HttpRequest) -> JsonResponse:
    """The same query with the asynchronous interface, which goes to a thread for it."""
    return JsonResponse({"names": [f"{row.name} {row.category.name}" async for row in rows()]})


def calls_sync(request: HttpRequest) -> JsonResponse:
    """Calls to another server, one after the other."""
    return JsonResponse({"bytes": [_call() for _ in range(CALLS)]})


async def calls_async(request: HttpRequest) -> JsonResponse:
    """The same calls at the same time."""
    return JsonResponse({"bytes": await asyncio.gather(*(_acall() for _ in range(CALLS)))})


async def calls_threads(request: HttpRequest) -> JsonResponse:
    """The same calls at the same time, each in a thread."""
    waiting = (sync_to_async(_call, thread_sensitive=False)() for _ in range(CALLS))
    return JsonResponse({"bytes": await asyncio.gather(*waiting)})


def _call() -> int:
    host, _, port = UPSTREAM.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(REQUEST)
        return sum(map(len, iter(lambda: connection.recv(65_536), b"")))


async def _acall() -> int:
    host, _, port = UPSTREAM.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(REQUEST)
    answer = await reader.read()
    writer.close()
    return len(answer)


urlpatterns = [
    path("bench/orm-sync", orm_sync),
    path("bench/orm-async", orm_async),
    path("bench/calls-sync", calls_sync),
    path("bench/calls-async", calls_async),
    path("bench/calls-threads", calls_threads),
    *shop,
]


class SyncChainHandler(ASGIHandler):
    """Django's handler with the synchronous chain in one of its trips: what the shop had before."""

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: Any) -> Any:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


Build = Callable[..., Any]


def __getattr__(name: str) -> Build:
    """The builds are made when gunicorn asks for one: each loads the middleware anew."""
    if name == "application_stock":
        return answer_liveness(ASGIHandler())
    if name == "application_sync_chain":
        return answer_liveness(SyncChainHandler())
    if name == "application_one_trip":
        return answer_liveness(OneTripHandler())
    if name in ("application_async_hit", "application_async_hit_uncounted"):
        from async_views.hits import AsynchronousHits

        return AsynchronousHits(answer_liveness(OneTripHandler()), metrics=name == "application_async_hit")
    raise AttributeError(name)
