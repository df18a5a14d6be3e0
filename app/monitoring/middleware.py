"""Request id, probes and the visitor's address."""

import re
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse

from monitoring.readiness import readiness

type Handler = Callable[[HttpRequest], HttpResponse]

REQUEST_ID_HEADER = "X-Request-ID"
#: paths that are answered before everything else
PROBES = ("/readyz",)
#: what the edge makes; anything else could forge lines or blow up logs
REQUEST_ID = re.compile(r"[0-9a-zA-Z-]{8,64}")


def request_context(get_response: Handler) -> Handler:
    """Give every log record of the request its id, and the answer too. The edge's id is kept when it sends one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(REQUEST_ID_HEADER, "")
        request_id = given if settings.TRUSTED_PROXY_HOPS and REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = get_response(request)
        response[REQUEST_ID_HEADER] = request_id
        return response

    return middleware


def probes(get_response: Handler) -> Handler:
    """Answer /readyz before host checks and redirects: kubelet speaks HTTP to the pod.

    It is for the inside: a request that came through the edge (it adds X-Forwarded-For) finds nothing there.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path not in PROBES:
            return get_response(request)
        if "X-Forwarded-For" in request.headers:
            return HttpResponseNotFound()
        return readyz(request)

    return middleware


def readyz(request: HttpRequest) -> HttpResponse:
    """200, or 503 where another pod could do better; what fails is named in both."""
    seen = readiness()
    response = JsonResponse({"ready": seen.ready, "failing": seen.failing}, status=200 if seen.ready else 503)
    response["Cache-Control"] = "no-store"
    return response


def client_address(get_response: Handler) -> Handler:
    """Make REMOTE_ADDR the visitor's address: the entry of X-Forwarded-For written by the outermost trusted proxy.

    Entries are counted from the right, because everything further left is what the visitor claims.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        hops = settings.TRUSTED_PROXY_HOPS
        entries = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]
        if hops and len(entries) >= hops:
            request.META["REMOTE_ADDR"] = entries[-hops]
        return get_response(request)

    return middleware
