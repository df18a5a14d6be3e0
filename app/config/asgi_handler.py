"""Run a whole request in one trip to a thread that stays.

Every middleware and view of the shop is synchronous. Django's own ASGI handler starts a thread for each request and
goes there several times: for the signals before, the middleware, the view, and the signals after, with two tasks of the
event loop beside it. Here all of it is one call in a thread of a fixed pool. docs/adr/0013 has the figures.

The pool's size bounds what a process does at once: what comes above it waits in the event loop, which costs nothing,
instead of making all the others slower and exhausting the database's pool. Reading a body and sending an answer are the
event loop's business, so a slow client keeps no thread.
"""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from typing import Any

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from monitoring.middleware import PROBES

#: requests a process works on at once; an idle thread costs its stack, and no connection to the database
REQUEST_THREADS = 64
#: probes have threads of their own: a pod that is busy is not one that is broken
PROBE_THREADS = 2


class OneTripHandler(ASGIHandler):
    """Signals, middleware and view in one call. An asynchronous view runs on a loop of its own in that thread."""

    def __init__(self) -> None:
        super().__init__()
        self._requests = ThreadPoolExecutor(REQUEST_THREADS, thread_name_prefix="request")
        self._probes = ThreadPoolExecutor(PROBE_THREADS, thread_name_prefix="probe")

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the synchronous chain whatever the caller asks for."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise ValueError(f"the shop answers HTTP only, not {scope['type']}")
        await self.handle(scope, receive, send)

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        pool = self._probes if scope["path"] in PROBES else self._requests
        in_thread = partial(_run, pool, contextvars.copy_context())
        response = await in_thread(partial(self._answer, scope, body))
        if response.streaming:
            await self._stream(response, send, in_thread)
        else:
            await self.send_response(response, send)

    async def read_body(self, receive: Any) -> Any:
        """The body as a file; one that comes in one piece, as nearly all do, stays in memory."""
        message = await receive()
        if message["type"] == "http.request" and not message.get("more_body", False):
            return BytesIO(message.get("body", b""))

        arrived = [message]

        async def again() -> Any:
            return arrived.pop() if arrived else await receive()

        return await super().read_body(again)

    def _answer(self, scope: Any, body: Any) -> HttpResponseBase:
        """The response, its connections given back; in the thread."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, response = self.create_request(scope, body)
        if request is not None:
            response = self.get_response(request)
        response._handler_class = self.__class__
        if not response.streaming:
            # Tells that the request is finished. What is left is bytes.
            response.close()
        return response

    async def _stream(self, response: HttpResponseBase, send: Any, in_thread: Any) -> None:
        if not response.is_async:
            # Django would read all of it into memory before the first byte leaves.
            response.streaming_content = _chunks(response.streaming_content, in_thread)
        try:
            await self.send_response(response, send)
        finally:
            await in_thread(response.close)


async def _run[Result](
    pool: ThreadPoolExecutor, context: contextvars.Context, function: Callable[[], Result]
) -> Result:
    """Call the function in the pool, with the request's context variables."""
    return await asyncio.get_running_loop().run_in_executor(pool, context.run, function)


async def _chunks(chunks: Iterable[bytes], in_thread: Any) -> AsyncIterator[bytes]:
    """The chunks, each fetched in a thread."""
    following = iter(chunks)
    while (chunk := await in_thread(partial(next, following, None))) is not None:
        yield chunk
