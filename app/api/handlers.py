"""From whatever a view raises to a problem document."""

from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as RuleBroken
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from api import limits
from api.authentication import REALM
from api.problems import BY_STATUS, ApiProblem, Problem, respond
from search.bounds import SearchTooSlow
from search.views import RETRY_AFTER_SECONDS
from security.throttle import Throttled


def install(api: NinjaAPI) -> None:
    """Register all handlers."""
    handlers: dict[type[Exception], Any] = {
        ApiProblem: respond,
        Http404: _not_found,
        AuthenticationError: _nobody,
        HttpError: _by_status,
        ValidationError: _invalid,
        RuleBroken: _rule_broken,
        Throttled: _throttled,
        SearchTooSlow: _too_slow,
        PermissionDenied: _forbidden,
        RequestDataTooBig: _too_large,
        SuspiciousOperation: _unreadable,
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def pointer(path: tuple[Any, ...]) -> str:
    """A JSON Pointer as a URI fragment (RFC 6901, section 6)."""
    return "#" + "".join("/" + quote(str(part).replace("~", "~0").replace("/", "~1"), safe="~") for part in path)


def _not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    return respond(request, ApiProblem(Problem.NOT_FOUND, _sentence(error.args)))


def _nobody(request: HttpRequest, error: Exception) -> HttpResponse:
    return respond(request, ApiProblem(Problem.UNAUTHENTICATED, headers={"WWW-Authenticate": REALM}))


def _by_status(request: HttpRequest, error: HttpError) -> HttpResponse:
    """ninja's own errors: a body that is no JSON, above all."""
    return respond(request, ApiProblem(BY_STATUS.get(error.status_code, Problem.UNREADABLE), f"{error}."))


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Every field that is wrong, with a pointer into the body or the parameter's name."""
    errors = [_field_error(found) for found in error.errors]
    return respond(request, ApiProblem(Problem.INVALID, errors=errors))


def _field_error(found: dict[str, Any]) -> dict[str, str]:
    source, *path = found["loc"]
    where = {"pointer": pointer(tuple(path[1:]))} if source == "body" else {"parameter": str(path[-1]), "in": source}
    return {"detail": found["msg"].removeprefix("Value error, "), "code": found["type"], **where}


def _rule_broken(request: HttpRequest, error: RuleBroken) -> HttpResponse:
    """A service refused a value: the fields it names are members of the body."""
    if hasattr(error, "error_dict"):
        errors = [
            {"detail": message, "code": "rule", "pointer": pointer((field,))}
            for field, messages in error.message_dict.items()
            for message in messages
        ]
    else:
        errors = [{"detail": message, "code": "rule", "pointer": "#"} for message in error.messages]
    return respond(request, ApiProblem(Problem.INVALID, errors=errors))


def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    return respond(request, limits.too_many(error, f"what `{error.scope}` allows"))


def _too_slow(request: HttpRequest, error: SearchTooSlow) -> HttpResponse:
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return respond(request, ApiProblem(Problem.UNAVAILABLE, "The search took too long.", headers=headers))


def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return respond(request, ApiProblem(Problem.FORBIDDEN, _sentence(error.args)))


def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return respond(request, ApiProblem(Problem.TOO_LARGE))


def _unreadable(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    return respond(request, ApiProblem(Problem.UNREADABLE))


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    """Django logs it with its trace and answers 500; api.middleware turns that into a problem."""
    raise error


def _sentence(arguments: tuple[Any, ...]) -> str:
    return arguments[0] if arguments and isinstance(arguments[0], str) else ""
