"""What every request of the API has to pass before a view sees it: its parameters' names, its media type, its size."""

import json
from collections.abc import Callable
from functools import wraps
from inspect import unwrap
from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja.parser import Parser

from api import limits
from api.limits import BODY_BYTES
from api.problems import ApiProblem, Problem

type Run = Callable[..., HttpResponse]


def guarded(run: Run) -> Run:
    """Wrap an operation of ninja (a decorator of mode `view`)."""
    # ninja decorates the bound method, and a cache may be around it already.
    operation: Any = unwrap(run).__self__  # type: ignore[attr-defined]
    takes_body = any(model.__ninja_param_source__ == "body" for model in operation.models)
    known = frozenset(
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in getattr(model, "__ninja_flatten_map__", model.model_fields)
    )

    @wraps(run)
    def wrapper(request: HttpRequest, **path: Any) -> HttpResponse:
        try:
            _check_names(request, known)
            _read_body(request, takes_body=takes_body)
        except (ApiProblem, RequestDataTooBig) as problem:
            return operation.api.on_exception(request, problem)
        response = run(request, **path)
        # What is not said to be everybody's is one caller's own.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        limits.tell(request, response)
        return response

    return wrapper


def _check_names(request: HttpRequest, known: frozenset[str]) -> None:
    """Refuse parameters nobody reads: a misspelt filter would select everything, and each spelling fill the cache."""
    errors = [
        {"detail": f"There is no such parameter; known are: {', '.join(sorted(known)) or 'none'}.", "code": "unknown"}
        | {"parameter": name, "in": "query"}
        for name in request.GET
        if name not in known
    ]
    errors += [
        {"detail": "The parameter may be given once.", "code": "repeated", "parameter": name, "in": "query"}
        for name, values in request.GET.lists()
        if name in known and len(values) > 1
    ]
    if errors:
        raise ApiProblem(Problem.INVALID, errors=errors)


def _read_body(request: HttpRequest, *, takes_body: bool) -> None:
    """Read at most the limit, whatever Content-Length says (a chunked request says nothing)."""
    content = request.read(BODY_BYTES + 1)
    if len(content) > BODY_BYTES:
        raise ApiProblem(Problem.TOO_LARGE, f"The body is longer than {BODY_BYTES} bytes.")
    # As HttpRequest.body itself leaves them after reading.
    request._body, request._stream = content, BytesIO(content)
    if not takes_body:
        if content:
            raise ApiProblem(
                Problem.INVALID, errors=[{"detail": "No body is expected.", "code": "unknown", "pointer": "#"}]
            )
        return
    if content and request.content_type != "application/json":
        raise ApiProblem(Problem.UNSUPPORTED_MEDIA_TYPE)


class StrictParser(Parser):
    """JSON as RFC 8259 has it: no NaN, no Infinity; and no name twice in an object, which parsers read differently."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The document. Raises ValueError, which ninja turns into a 400."""
        return json.loads(request.body, parse_constant=_no_constant, object_pairs_hook=_no_repetition)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _no_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("an object has the same name twice")
    return members
