"""Measure every request (M1): time, statements, the layer that answered; report what is slow and what repeats itself.

It replaces django-prometheus' two middlewares, which measured the same time twice more. docs/monitoring.md says what it
costs.
"""

import time
from collections.abc import Callable
from functools import partial

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from caching.layers import LAYER_HEADER, Layer
from databases.comments import origin
from databases.usage import Usage, counting
from monitoring import request_metrics, tracing
from monitoring.minutes import minutes
from monitoring.request_metrics import Answer
from monitoring.routes import method_of, route_of, status_class
from monitoring.seldom import Seldom

log = structlog.get_logger(__name__)

type Handler = Callable[[HttpRequest], HttpResponse]

#: label of an answer that no layer of the cache has marked
NO_LAYER = "none"
LAYERS = {str(layer) for layer in Layer}
#: an N+1 on a busy page would fill the log: each is said once in a while, and counted every time
SAY_AGAIN_SECONDS = 60.0
_said = Seldom(seconds=SAY_AGAIN_SECONDS)


def measure(get_response: Handler) -> Handler:
    """Middleware. Its place is around everything whose time a visitor waits for, inside the request's log context."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        token = origin.set(partial(route_of, request))
        try:
            with counting() as used:
                response = _traced(get_response, request) if tracing.tracer is not None else get_response(request)
        finally:
            origin.reset(token)
        _note(request, response, time.perf_counter() - began, used)
        return response

    return middleware


def _traced(get_response: Handler, request: HttpRequest) -> HttpResponse:
    with tracing.request_span() as span:
        response = get_response(request)
        tracing.describe(
            span,
            route=route_of(request),
            method=method_of(request),
            status=response.status_code,
            request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
        )
    return response


def _note(request: HttpRequest, response: HttpResponse, seconds: float, used: Usage) -> None:
    layer = response.headers.get(LAYER_HEADER, NO_LAYER)
    answer = Answer(
        route=route_of(request),
        method=method_of(request),
        status=status_class(response.status_code),
        layer=layer if layer in LAYERS else NO_LAYER,
        seconds=seconds,
        used=used,
        slow=seconds > settings.SLOW_REQUEST_SECONDS,
    )
    request_metrics.count(answer)
    minutes.count(answer)
    if answer.slow:
        _say_slow(answer)
    if used.repeated:
        _say_similar(answer)


def _say_slow(answer: Answer) -> None:
    used = answer.used
    statement, times = used.most_repeated
    log.warning(
        "slow request",
        route=answer.route,
        method=answer.method,
        status=answer.status,
        layer=answer.layer,
        seconds=round(answer.seconds, 3),
        statements=used.queries,
        database_seconds={database: round(seconds, 3) for database, seconds in used.seconds_by_database.items()},
        **({"most_frequent": statement, "times": times} if times > 1 else {}),
    )


def _say_similar(answer: Answer) -> None:
    for statement, line in answer.used.repeated.items():
        if _said.is_due((answer.route, line)):
            log.warning(
                "similar statements: an N+1",
                route=answer.route,
                line=line,
                times=answer.used.by_shape[statement],
                statement=statement,
            )
