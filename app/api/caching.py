"""Answers that are the same for everyone: kept like pages, by the shop's own layers and by those outside (C5)."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.decorators import decorate_view

from caching.pages import cached_page

type Run = Callable[..., HttpResponse]


class _NotKept(Exception):
    """Carries an answer past the cache."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def public(name: Callable[..., str], tags: Callable[..., Iterable[str]]) -> Callable[[Run], Run]:
    """Cache an operation's 200 answers to callers who are nobody in particular.

    Who sends a token or a session is authenticated and counted, and gets a private answer. A hit costs no query and is
    not counted against the address. `name` and `tags` are called with the request and the path's parameters.
    """

    def decorate(run: Run) -> Run:
        @cached_page(name, tags)
        def kept(request: HttpRequest, **path: Any) -> HttpResponse:
            response = run(request, **path)
            if response.status_code != 200:
                raise _NotKept(response)
            return response

        @wraps(run)
        def wrapper(request: HttpRequest, **path: Any) -> HttpResponse:
            if "Authorization" in request.headers:
                return run(request, **path)
            try:
                return kept(request, **path)
            except _NotKept as answer:
                return answer.response

        return wrapper

    return decorate_view(decorate)


def selection(request: HttpRequest) -> str:
    """The query as one name, whatever the order its parameters were given in."""
    return "&".join(f"{key}={value}" for key, value in sorted(request.GET.items()))
