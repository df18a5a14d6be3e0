"""Routing of one request's reads."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from caching.pages import has_session
from databases.routing import request_route

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def request_routing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Anonymous safe requests read the replica; all others the primary.

    A request that may write would otherwise read a lagging row and write it back. A signed-in visitor must see what
    the request before has written.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        pinned = request.method not in SAFE_METHODS or has_session(request)
        with request_route(pinned_to_primary=pinned):
            return get_response(request)

    return middleware
