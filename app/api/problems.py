"""Errors as RFC 9457 problem details: one closed list of kinds, one shape, one media type.

`type` is the path of the kind's description on the documentation page: relative, so that a program which compares it
works against every installation (RFC 9457, section 3.1.1, asks for the full path then).
"""

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

MEDIA_TYPE = "application/problem+json"
DOCUMENTATION = "/api/v1/docs"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name in `type`, its status, and what it means to a caller."""

    name: str
    status: int
    title: str
    advice: str

    @property
    def type(self) -> str:
        """The `type` member: where the kind is described."""
        return f"{DOCUMENTATION}#{self.name}"


class Problem(Enum):
    """Every kind the API answers with."""

    UNREADABLE = Kind("unreadable", 400, "The request cannot be read", "Send well-formed JSON, and the headers named.")
    UNAUTHENTICATED = Kind(
        "unauthenticated",
        401,
        "Who are you?",
        "Send a token that is valid, or the session cookie of somebody signed in.",
    )
    FORBIDDEN = Kind("forbidden", 403, "Not allowed", "Use a token with the scope, or send the request from the shop.")
    NOT_FOUND = Kind(
        "not-found", 404, "There is nothing here", "Check the path. What belongs to others is not here either."
    )
    METHOD_NOT_ALLOWED = Kind("method-not-allowed", 405, "Method not allowed", "Use a method of the Allow header.")
    CONFLICT = Kind("conflict", 409, "Not possible as things stand", "Read the present state again, then decide.")
    TOO_LARGE = Kind("too-large", 413, "The request is too large", "Send less at once.")
    UNSUPPORTED_MEDIA_TYPE = Kind(
        "unsupported-media-type", 415, "Not JSON", "Send `Content-Type: application/json` with the body."
    )
    INVALID = Kind("invalid", 422, "The request is not valid", "Correct what `errors` names.")
    TOO_MANY_REQUESTS = Kind("too-many-requests", 429, "Too many requests", "Wait for as long as Retry-After says.")
    INTERNAL = Kind("internal", 500, "The shop failed", "Try again later; report `request_id` if it stays.")
    UNAVAILABLE = Kind("unavailable", 503, "The shop is away for a moment", "Try again in a few seconds.")


BY_STATUS = {kind.value.status: kind for kind in Problem}


class ApiProblem(Exception):
    """Raised by a view to answer with a problem. `detail` is a sentence for the caller; never a secret or a trace."""

    def __init__(
        self,
        kind: Problem,
        detail: str = "",
        *,
        errors: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(f"{kind.value.name}: {detail}")
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}
        self.members = members


def respond(request: HttpRequest, problem: ApiProblem) -> HttpResponse:
    """The response of a problem. It is never stored by a cache."""
    response = HttpResponse(
        body(request, problem.kind, problem.detail, errors=problem.errors, **problem.members),
        status=problem.kind.value.status,
        content_type=MEDIA_TYPE,
    )
    response["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response[name] = value
    return response


def body(request: HttpRequest, kind: Problem, detail: str = "", **members: Any) -> bytes:
    """The JSON document of a problem; members that are None are left out."""
    known = {
        "type": kind.value.type,
        "title": kind.value.title,
        "status": kind.value.status,
        "detail": detail or kind.value.advice,
        "instance": request.path,
        "request_id": structlog.contextvars.get_contextvars().get("request_id"),
    }
    return json.dumps({name: value for name, value in {**known, **members}.items() if value is not None}).encode()
