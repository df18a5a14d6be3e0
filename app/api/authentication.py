"""Who calls: the holder of a token, somebody signed in to the shop, or anyone."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.security.base import AuthBase

from api import limits
from api.models import Scope
from api.problems import ApiProblem, Problem
from api.selectors import find_token
from api.services.note_use import note_use
from databases import routing
from databases.written import SAFE_METHODS
from security.csrf import OwnOriginCsrfMiddleware

REALM = 'Bearer realm="shop"'


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a request acts for. `limit_key` says whose rate limit it uses."""

    user: Any
    limit_key: str


class AccessTokenAuth(HttpBearer):
    """`Authorization: Bearer rhp_…`: a personal access token, made on the account page. Never in an address."""

    openapi_description = "A personal access token. Scope `read` allows GET and HEAD, `write` everything."
    openapi_bearerFormat = "rhp_<key>_<secret>"  # noqa: N815 - OpenAPI's name

    def __call__(self, request: HttpRequest) -> Caller | None:
        """None where the request has no Authorization header at all. What has one does not fall back to a cookie."""
        given = request.headers.get("Authorization")
        if given is None:
            return None
        scheme, _, token = given.partition(" ")
        if scheme.lower() != "bearer":
            raise _unknown("The Authorization header is not `Bearer <token>`.")
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The token's owner. Raises ApiProblem for a token that is unknown, used up, or too weak for the method."""
        # The token may be seconds old, or revoked since; and who writes with it reads what they wrote.
        routing.pin()
        found = find_token(token)
        if found is None:
            limits.count_failure(request)
            raise _unknown("No such token was issued.")
        if end := found.end:
            raise _unknown(f"The token is {end}.")
        if not found.user.is_active:
            raise _unknown("The token's owner may not sign in.")
        caller = Caller(found.user, f"token {found.key}")
        limits.count(request, caller.limit_key)
        if request.method not in SAFE_METHODS and found.scope != Scope.WRITE:
            raise ApiProblem(
                Problem.FORBIDDEN,
                f"The token may only read; {request.method} needs one with the scope `write`.",
                headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="write"'},
            )
        note_use(found)
        request.user = found.user
        return caller


class SessionAuth(APIKeyCookie):
    """The shop's session cookie, for scripts on its own pages."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = (
        "The session of somebody signed in to the shop. What is not GET or HEAD is accepted from the shop's own origin "
        "only (`Sec-Fetch-Site: same-origin` or `Origin`), or with Django's CSRF token in `X-CSRFToken`."
    )

    def __call__(self, request: HttpRequest) -> Caller | None:
        """None for who is not signed in. Raises ApiProblem for a request another site has started."""
        if self.param_name not in request.COOKIES or not request.user.is_authenticated:
            return None
        caller = Caller(request.user, f"account {request.user.pk}")
        limits.count(request, caller.limit_key)
        if request.method not in SAFE_METHODS:
            refuse_forgery(request)
        return caller

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Not used: the session middleware has read the cookie."""
        raise NotImplementedError


class AnyoneAuth(AuthBase):
    """Nobody in particular, counted by address."""

    openapi_type = "none"

    def __call__(self, request: HttpRequest) -> Caller:
        limits.count_address(request)
        return Caller(None, "")


class GuestAuth(AnyoneAuth):
    """A visitor who has not signed in: what they have is kept in the session of their browser."""

    def __call__(self, request: HttpRequest) -> Caller:
        caller = super().__call__(request)
        if request.method not in SAFE_METHODS:
            refuse_forgery(request)
        return caller


def refuse_forgery(request: HttpRequest) -> None:
    """Raise ApiProblem unless the shop's own pages started the request: the session cookie comes along by itself."""
    check = OwnOriginCsrfMiddleware(lambda _: None)  # type: ignore[arg-type,return-value]  # only its checks are used
    check.process_request(request)
    if check.process_view(request, lambda: None, (), {}) is not None:
        raise ApiProblem(
            Problem.FORBIDDEN, "The request was not started by the shop's own pages, nor carries its token."
        )


def _unknown(detail: str) -> ApiProblem:
    return ApiProblem(Problem.UNAUTHENTICATED, detail, headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'})


TOKEN, SESSION, ANYONE, GUEST = AccessTokenAuth(), SessionAuth(), AnyoneAuth(), GuestAuth()
#: for what belongs to a person
SOMEBODY = [TOKEN, SESSION]
#: for what everyone may read; a token or session is still counted as its owner
EVERYBODY = [TOKEN, SESSION, ANYONE]
#: for what a visitor has before they sign in, too
VISITORS = [TOKEN, SESSION, GUEST]
