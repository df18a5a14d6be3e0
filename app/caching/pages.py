"""Whole answers: cached for the anonymous, private for everyone else, labelled for the layers outside the app (C5)."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date

from caching import generations, layers, personal
from caching.layers import LAYER_HEADER, Layer
from caching.memo import remember
from caching.personal import has_session, is_anonymous

__all__ = ["LAYER_HEADER", "cached_api", "cached_page", "has_session", "label_public"]

type View = Callable[..., HttpResponse]
type Naming = Callable[..., str]
type Tagging = Callable[..., Iterable[str]]


class NotShared(Exception):
    """Carries an answer past the cache."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def cached_page(name: Naming, tags: Tagging) -> Callable[[View], View]:
    """Cache the view's 200 answers to anonymous GETs for the `view` lifetime, with ETag and Last-Modified.

    `name` and `tags` are called like the view: the part of the address that matters, and what the page depends on. The
    view must render the same for every anonymous visitor: it sees none of their cookies, and an answer with a sign of
    one visitor (caching.personal) is refused. LAYER_HEADER says which layer answered. Requests with a session or
    credentials pass the cache by, in both directions.
    """
    return _cached("page", name, tags)


def cached_api(name: Naming, tags: Tagging) -> Callable[[View], View]:
    """The same for a view that answers with JSON, counted apart; for django-ninja inside `decorate_view`:

        @router.get("/products/{slug}", response=ProductOut)
        @decorate_view(cached_api(lambda request, slug: f"product:{slug}", lambda request, slug: [f"product:{slug}"]))
        def product(request, slug: str): ...

    Path parameters arrive at `name` and `tags` as text, query parameters are in request.GET.
    """
    return _cached("api", name, tags)


def _cached(kind: str, name: Naming, tags: Tagging) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_anonymous(request) or request.method not in ("GET", "HEAD"):
                response = _call(view, request, args, kwargs)
                response["Cache-Control"] = "private, no-cache"
                return response
            try:
                return _shared(
                    kind,
                    request,
                    lambda: _call(view, request, args, kwargs),
                    name(request, *args, **kwargs),
                    tags(request, *args, **kwargs),
                )
            except NotShared as passed:
                return passed.response

        return wrapper

    return decorate


def _call(view: View, request: HttpRequest, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse:
    with layers.watching() as parts:
        response = view(request, *args, **kwargs)
    layer = layers.slowest(parts)
    layers.note(layer)
    response.setdefault(LAYER_HEADER, str(layer))
    return response


def _shared(
    kind: str, request: HttpRequest, make: Callable[[], HttpResponse], name: str, tags: Iterable[str]
) -> HttpResponse:
    made: list[HttpResponse] = []

    def build() -> dict[str, Any]:
        with _without_cookies(request):
            response = make()
        found = personal.signs(request, response)
        if found:
            personal.refuse(request, found)
            response["Cache-Control"] = "private, no-store"
        if found or response.status_code != 200 or personal.is_private(response):
            raise NotShared(response)
        made.append(response)
        return _stored(response)

    with generations.exact():
        answer = remember(kind, name, build, tags=tags, seconds=settings.CACHE_TTL["view"], hit=Layer.VIEW)
    stored = answer.value
    response = made[0] if made else HttpResponse(stored["body"])
    for header, value in stored["headers"]:
        response[header] = value
    if not made:
        response[LAYER_HEADER] = str(Layer.VIEW)
    label_public(response)
    return _or_not_modified(request, response)


def _stored(response: HttpResponse) -> dict[str, Any]:
    response.setdefault("ETag", f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"')
    response.setdefault("Last-Modified", http_date(time.time()))
    headers = [[header, value] for header, value in response.items() if header != LAYER_HEADER]
    return {"body": response.content, "headers": headers}


def _or_not_modified(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    modified = parse_http_date(response["Last-Modified"])
    answer = get_conditional_response(request, response["ETag"], modified, response)
    answer[LAYER_HEADER] = response[LAYER_HEADER]
    return answer


@contextmanager
def _without_cookies(request: HttpRequest) -> Iterator[None]:
    """Hide the visitor's cookies: what the view cannot see cannot be in the page."""
    cookies = request.COOKIES
    request.COOKIES = {}
    try:
        yield
    finally:
        request.COOKIES = cookies


def label_public(response: HttpResponse) -> None:
    """Lifetimes for the layers outside: browser and CDN by Cache-Control, the edge's page cache by its own header.

    A browser keeps a page but asks each time whether it is still the one (304 from the edge): a visitor who has just
    signed in would otherwise go on seeing the pages of nobody, for as long as the browser keeps them.
    """
    ttl = settings.CACHE_TTL
    is_page = response["Content-Type"].startswith("text/html")
    browser = "max-age=0, must-revalidate" if is_page else f"max-age={ttl['browser']}"
    response["Cache-Control"] = f"public, {browser}, s-maxage={ttl['edge']}"
    response["X-Accel-Expires"] = str(ttl["page"])
