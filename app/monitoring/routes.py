"""Labels of metrics made of a request: each from a closed list, whatever the visitor sends."""

from typing import Any

from django.http import HttpRequest

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: any other method, or no view at all: as many addresses as somebody likes to invent
OTHER_METHOD = "OTHER"
NO_ROUTE = "unmatched"


def route_of(request: HttpRequest) -> str:
    """The name of the URL pattern that matched, such as `catalogue:product`. A path never becomes a label."""
    match: Any = getattr(request, "resolver_match", None)
    return match.view_name if match is not None and match.view_name else NO_ROUTE


def method_of(request: HttpRequest) -> str:
    """The method, if it is one of HTTP's own."""
    method = request.method or ""
    return method if method in METHODS else OTHER_METHOD


def status_class(status: int) -> str:
    """`2xx`."""
    return f"{status // 100}xx"
