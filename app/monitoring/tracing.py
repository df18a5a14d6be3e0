"""Traces by OpenTelemetry, where TRACING_ENDPOINT names an OTLP/HTTP collector; nothing of it is imported elsewhere.

Spans are made for a request, each of its statements, and each task, whose message carries its sender's context. The
instrumentation packages are not used: Django's lets every visitor choose what is sampled by a `traceparent` of their
own, and Celery's leaves its context attached when the broker refuses a message and records texts of exceptions.
Statements are shown as shapes; nothing that people typed is in a span.

Spans are sent by a thread, in batches. A collector that is away or hangs costs spans, never time. A thread does not
survive a fork, so each child starts its own: config/gunicorn.py, and Celery's worker_process_init below.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery.signals import (
    before_task_publish,
    task_failure,
    task_postrun,
    task_prerun,
    worker_process_init,
    worker_process_shutdown,
)
from django.conf import settings

from databases.sql_text import shape

#: the tracer of this process; None where tracing is off
tracer: Any = None
_provider: Any = None

#: spans that wait to be sent, at most; seconds between two batches, and for one of them
QUEUE, BATCH, EVERY_SECONDS, SEND_SECONDS = 2_048, 256, 5.0, 3.0
#: header of messages, as of HTTP: https://www.w3.org/TR/trace-context/
HEADER = "traceparent"

_running: dict[str, Any] = {}


def start(service: str) -> None:
    """Begin to trace in this process, after it was forked. Does nothing where no collector is named."""
    global tracer, _provider
    if not settings.TRACING_ENDPOINT or tracer is not None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    from monitoring.cgroup import pod_name

    facts = {"service.name": service, "service.version": settings.RELEASE, "service.instance.id": pod_name()}
    _provider = TracerProvider(
        resource=Resource.create(facts), sampler=ParentBased(TraceIdRatioBased(settings.TRACING_SAMPLE_PERCENT / 100))
    )
    exporter = OTLPSpanExporter(endpoint=f"{settings.TRACING_ENDPOINT.rstrip('/')}/v1/traces", timeout=SEND_SECONDS)
    _provider.add_span_processor(
        BatchSpanProcessor(
            exporter, max_queue_size=QUEUE, max_export_batch_size=BATCH, schedule_delay_millis=EVERY_SECONDS * 1_000
        )
    )
    tracer = _provider.get_tracer("rushhour")


def stop() -> None:
    """Send what waits, as far as the collector takes it in time, and trace no more."""
    global tracer, _provider
    if _provider is not None:
        provider, _provider, tracer = _provider, None, None
        provider.shutdown()


@contextmanager
def request_span() -> Iterator[Any]:
    """Around a request: a trace of its own, whatever the visitor's headers say. None where tracing is off."""
    if tracer is None:
        yield None
        return
    from opentelemetry.context import Context
    from opentelemetry.trace import SpanKind

    with tracer.start_as_current_span("request", context=Context(), kind=SpanKind.SERVER) as span:
        yield span


def describe(span: Any, *, route: str, method: str, status: int, request_id: str) -> None:
    """Name the request's span, once its view is known. https://opentelemetry.io/docs/specs/semconv/http/http-spans/"""
    if not span.is_recording():
        return
    from opentelemetry.trace import StatusCode

    span.update_name(f"{method} {route}")
    facts = {"http.route": route, "http.request.method": method, "http.response.status_code": status}
    span.set_attributes({**facts, "shop.request_id": request_id})
    if status >= 500:
        span.set_status(StatusCode.ERROR)


@contextmanager
def statement_span(database: str, sql: object) -> Iterator[None]:
    """Around a statement, inside a span that is sampled."""
    from opentelemetry.trace import SpanKind, get_current_span

    if not get_current_span().is_recording():
        yield
        return
    text = shape(sql)
    attributes = {"db.system.name": "postgresql", "db.namespace": database, "db.query.text": text}
    name = f"{text.partition(' ')[0] or 'statement'} {database}"
    # The text of a database's error has values in it: it is marked, not recorded.
    with tracer.start_as_current_span(name, kind=SpanKind.CLIENT, attributes=attributes, record_exception=False):
        yield


def _publish(headers: dict[str, Any], **_: Any) -> None:
    if tracer is not None:
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        TraceContextTextMapPropagator().inject(headers)


def _begin(task: Any, task_id: str, **_: Any) -> None:
    if tracer is None:
        return
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    sender = TraceContextTextMapPropagator().extract({HEADER: str(getattr(task.request, HEADER, "") or "")})
    attributes = {"messaging.system": "celery", "messaging.operation.name": "process", "messaging.message.id": task_id}
    span = tracer.start_as_current_span(
        task.name, context=sender, kind=SpanKind.CONSUMER, attributes=attributes, record_exception=False
    )
    _running[task_id] = (span, span.__enter__())


def _failed(sender: Any, task_id: str, exception: BaseException, **_: Any) -> None:
    if task_id in _running:
        from opentelemetry.trace import StatusCode

        # Its text may be personal; its kind is not.
        _running[task_id][1].set_attribute("error.type", type(exception).__qualname__)
        _running[task_id][1].set_status(StatusCode.ERROR)


def _end(task: Any, task_id: str, state: str | None, **_: Any) -> None:
    if task_id in _running:
        span, entered = _running.pop(task_id)
        entered.set_attribute("celery.state", state or "")
        span.__exit__(None, None, None)


def _child_started(**_: Any) -> None:
    start("worker")


def _child_ends(**_: Any) -> None:
    stop()


def install() -> None:
    """Connect to Celery's signals, where a collector is named."""
    if not settings.TRACING_ENDPOINT:
        return
    before_task_publish.connect(_publish)
    task_prerun.connect(_begin)
    task_failure.connect(_failed)
    task_postrun.connect(_end)
    worker_process_init.connect(_child_started)
    worker_process_shutdown.connect(_child_ends)
