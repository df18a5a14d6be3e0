"""Run a request's synchronous chain in one go.

Every middleware and view of the shop is synchronous. Django's own ASGI handler still builds an asynchronous chain: for
a synchronous middleware it goes to a thread, comes back to the loop for the view, and goes to the thread again.
Measured (one process, a page from the cache): 6.9 ms of CPU a request that way, 3.3 ms with one trip.
"""

from collections.abc import AsyncIterator, Iterable

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBase


class OneTripHandler(ASGIHandler):
    """Middleware and view in the request's one thread. An asynchronous view works too, for one more trip."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the synchronous chain whatever the caller asks for."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the synchronous chain."""
        response = await sync_to_async(self.get_response, thread_sensitive=True)(request)
        if response.streaming and not response.is_async:
            # Static files: Django would read all of it into memory before the first byte leaves.
            response.streaming_content = _in_thread(response.streaming_content)
        return response


async def _in_thread(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    """The chunks, each fetched in the request's thread."""
    following = iter(chunks)
    while (chunk := await sync_to_async(next, thread_sensitive=True)(following, None)) is not None:
        yield chunk
