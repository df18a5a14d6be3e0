"""Whole pages: cached for the anonymous, private for everyone else, and labelled for the layers outside the app."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from caching.memo import Layer, remember

LAYER_HEADER = "X-Cache-Layer"

type View = Callable[..., HttpResponse]


def has_session(request: HttpRequest) -> bool:
    """Whether the request carries a session, without touching it (that would add `Vary: Cookie` for everyone)."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def cached_page(name: Callable[..., str], tags: Callable[..., Iterable[str]]) -> Callable[[View], View]:
    """Cache the view's 200 answers to anonymous GETs for the `view` lifetime.

    `name` and `tags` are called like the view: the part of the address that matters, and what the page depends on.
    The view must render the same for every anonymous visitor. It says in LAYER_HEADER where its data came from.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if has_session(request) or request.method not in ("GET", "HEAD"):
                response = view(request, *args, **kwargs)
                response["Cache-Control"] = "private, no-cache"
                return response
            return _anonymous(
                view, request, name(request, *args, **kwargs), tags(request, *args, **kwargs), args, kwargs
            )

        return wrapper

    return decorate


def _anonymous(
    view: View, request: HttpRequest, name: str, tags: Iterable[str], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    rendered: list[HttpResponse] = []

    def build() -> dict[str, Any]:
        response = view(request, *args, **kwargs)
        rendered.append(response)
        return {"body": response.content, "type": response["Content-Type"]}

    answer = remember("page", name, build, tags=tags, seconds=settings.CACHE_TTL["view"], hit=Layer.VIEW)
    response = rendered[0] if rendered else HttpResponse(answer.value["body"], content_type=answer.value["type"])
    if answer.layer is Layer.VIEW:
        response[LAYER_HEADER] = str(Layer.VIEW)
    label_public(response)
    return response


def label_public(response: HttpResponse) -> None:
    """Lifetimes for the layers outside: browser and CDN by Cache-Control, the edge's page cache by its own header."""
    ttl = settings.CACHE_TTL
    response["Cache-Control"] = f"public, max-age={ttl['browser']}, s-maxage={ttl['edge']}"
    response["X-Accel-Expires"] = str(ttl["page"])
