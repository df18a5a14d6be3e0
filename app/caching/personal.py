"""What must never be shared: the signs that an answer was made for one visitor (C5, O5)."""

from enum import StrEnum

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Counter

log = structlog.get_logger(__name__)

REFUSALS = Counter("shop_cache_refusals_total", "Answers that were not cached because they were personal", ["sign"])


class Sign(StrEnum):
    """A closed list: it labels a metric."""

    COOKIE = "sets a cookie"
    VARY = "varies by a request header"
    SESSION = "read or wrote the session"
    CSRF_TOKEN = "has a CSRF token"  # noqa: S105  (not a password: what the answer has)
    NONCE = "has a CSP nonce"
    MESSAGE = "leaves a message for the visitor"
    STREAM = "is a stream"


class PersonalAnswer(Exception):
    """A view that is cached for everyone made an answer for one visitor."""


def has_session(request: HttpRequest) -> bool:
    """Whether the request carries a session, without touching it (that would add `Vary: Cookie` for everyone)."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def is_anonymous(request: HttpRequest) -> bool:
    """Whether the request says nothing about who sent it: neither a session nor credentials."""
    return not has_session(request) and "Authorization" not in request.headers


def signs(request: HttpRequest, response: HttpResponseBase) -> list[Sign]:
    """Every sign that the answer is for this visitor alone; an empty list means that it may be shared."""
    session = getattr(request, "session", None)
    found = {
        Sign.COOKIE: bool(response.cookies),
        Sign.VARY: varies(response),
        Sign.SESSION: session is not None and (session.accessed or session.modified),
        Sign.CSRF_TOKEN: "CSRF_COOKIE_NEEDS_UPDATE" in request.META,
        # Its truth is whether it was made; asking for more would make it.
        Sign.NONCE: bool(getattr(request, "csp_nonce", False)),
        Sign.MESSAGE: bool(getattr(getattr(request, "_messages", None), "added_new", False)),
        Sign.STREAM: response.streaming,
    }
    return [sign for sign, seen in found.items() if seen]


def varies(response: HttpResponseBase) -> bool:
    """Whether the answer depends on a request header other than the encoding, which the edge takes care of."""
    names = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    return bool(names - {"", "accept-encoding"})


def is_private(response: HttpResponseBase) -> bool:
    """Whether the view itself keeps the answer out of shared caches."""
    directives = response.get("Cache-Control", "")
    return "private" in directives or "no-store" in directives


def refuse(request: HttpRequest, found: list[Sign]) -> None:
    """Count and log an answer that is not shared after all.

    Raises:
        PersonalAnswer: where CACHE_REFUSALS_RAISE is set (tests, development).
    """
    for sign in found:
        REFUSALS.labels(sign.name.lower()).inc()
    route = getattr(request.resolver_match, "route", "")
    if settings.CACHE_REFUSALS_RAISE:
        raise PersonalAnswer(
            f"{request.method} {request.path} (route {route!r}) is cached for every anonymous visitor, but its answer "
            f"{' and '.join(found)}: the next visitor would get this one's page. Make the view and its templates the "
            "same for all without a session (request.user, messages and csrf_token touch it), or do not cache the view."
        )
    log.error("personal answer not cached", route=route, signs=[sign.name.lower() for sign in found])
