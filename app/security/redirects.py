"""Where a page may send a visitor on to."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_path(path: str, default: str) -> str:
    """`path` if it is a path of this site, else `default`.

    Absolute addresses are refused, also those of this very host; and `//host`, `/\\host` and what a browser makes one
    of by dropping control characters.
    """
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return default
    return path


def next_path(request: HttpRequest, default: str) -> str:
    """The `next` of a form or address, if it is a path of this site."""
    return own_path(request.POST.get("next", request.GET.get("next", "")), default)
