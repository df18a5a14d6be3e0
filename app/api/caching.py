"""Answers that are the same for everyone: kept like pages, by the shop's own layers and by those outside (C5)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from ninja.decorators import decorate_view

from caching.pages import cached_api


def public(name: Callable[..., str], tags: Callable[..., Iterable[str]]) -> Callable[[Any], Any]:
    """Cache an operation's 200 answers to callers who are nobody in particular.

    Who sends a token or a session is authenticated and counted, and gets a private answer. A hit costs no query and is
    not counted against the address. `name` and `tags` are called with the request and the path's parameters.
    """
    return decorate_view(cached_api(name, tags))


def selection(request: HttpRequest) -> str:
    """The query as one name, whatever the order its parameters were given in."""
    return "&".join(f"{key}={value}" for key, value in sorted(request.GET.items()))
