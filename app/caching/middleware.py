"""The last look at an answer: what is labelled public must not have become personal on its way out (C5, O5)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from caching import personal
from caching.personal import Sign


def keep_personal_private(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Take the public label off an answer that a middleware gave a cookie or made vary by one.

    Other signs cannot come after the view, where caching.pages looks for them.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "public" not in response.get("Cache-Control", ""):
            return response
        found = [Sign.COOKIE] * bool(response.cookies) + [Sign.VARY] * personal.varies(response)
        if found:
            response["Cache-Control"] = "private, no-store"
            del response["X-Accel-Expires"]
            personal.refuse(request, found)
        return response

    return middleware
