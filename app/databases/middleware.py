"""Routing of one request's reads."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from databases import written
from databases.routing import request_route
from databases.written import SAFE_METHODS


def request_routing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Safe requests read the replica, as soon as it has what their visitor wrote; all others read the primary.

    A request that may write would otherwise read a lagging row and write it back.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        pinned = request.method not in SAFE_METHODS
        needs = 0 if pinned else written.needs(request)
        with request_route(pinned_to_primary=pinned, needs=needs) as route:
            response = get_response(request)
            if route.wrote:
                written.remember(request, response)
            return response

    return middleware
