"""Traces that can be switched on: requests, statements and tasks of one trace; a collector can harm nobody (M7)."""

import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from celery.signals import task_postrun, task_prerun
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from catalogue.tasks import warm_up_caches
from monitoring import tracing
from testing.waiting import wait_until

pytestmark = pytest.mark.django_db


class Collector(ThreadingHTTPServer):
    """Decodes what an OTLP/HTTP exporter sends."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spans = []
        self.services = set()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/v1/traces"
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.server.services |= {
                a.value.string_value for a in resource.resource.attributes if a.key == "service.name"
            }
            self.server.spans += [span for scope in resource.scope_spans for span in scope.spans]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Tests say what matters."""


@pytest.fixture
def collector():
    """One that listens."""
    server = Collector()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@contextmanager
def traced(settings, endpoint, percent=100.0):
    """This process traces inside the block."""
    settings.TRACING_ENDPOINT, settings.TRACING_SAMPLE_PERCENT = endpoint, percent
    tracing.start("web")
    try:
        yield
    finally:
        tracing.stop()


def named(collector, beginning):
    """Spans whose name begins so."""
    return [span for span in collector.spans if span.name.startswith(beginning)]


def attributes(span):
    """Of a span, as text."""
    return {a.key: a.value.string_value or str(a.value.int_value) for a in span.attributes}


def test_a_request_and_its_statements_are_one_trace(shop, site, settings, collector):
    """The view's name, the request's id, the shapes of its statements; a visitor's traceparent decides nothing."""
    forged = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
    with traced(settings, f"http://127.0.0.1:{collector.server_port}"):
        site.get("/products/spade/", headers={"traceparent": forged, "X-Request-ID": "abcdef0123456789"})
    (request,) = named(collector, "GET catalogue:")
    statements = named(collector, "SELECT")
    assert attributes(request)["shop.request_id"] == "abcdef0123456789"
    assert attributes(request)["http.response.status_code"] == "200"
    assert request.trace_id.hex() != "a" * 32
    assert statements
    assert {span.trace_id for span in statements} == {request.trace_id}
    assert all("spade" not in attributes(span)["db.query.text"] for span in statements)
    assert collector.services == {"web"}


def test_a_task_belongs_to_the_trace_of_what_sent_it(settings, collector):
    """By its message's header, in another process as in this one; how it ended is in its span."""
    with traced(settings, f"http://127.0.0.1:{collector.server_port}"):
        headers = {}
        with tracing.request_span() as sender:
            tracing._publish(headers)
        task = warm_up_caches
        task.push_request(id="1", **headers)
        try:
            tracing._begin(task, "1")
            tracing._failed(task, "1", ValueError("ann@example.com"))
            tracing._end(task, "1", "FAILURE")
        finally:
            task.pop_request()
    (span,) = named(collector, task.name)
    assert span.trace_id == sender.get_span_context().trace_id.to_bytes(16, "big")
    assert attributes(span)["celery.state"] == "FAILURE"
    assert attributes(span)["error.type"] == "ValueError"
    assert "ann@example.com" not in str(collector.spans)


def test_only_a_share_is_sampled(site, settings, collector):
    """None of a hundred: nothing is sent, and requests are answered."""
    with traced(settings, f"http://127.0.0.1:{collector.server_port}", percent=0):
        assert site.get("/cart/").status_code == 200
    assert collector.spans == []


def test_a_collector_that_hangs_keeps_nobody_waiting(site, settings, monkeypatch):
    """It takes connections and says nothing: requests go on, and the process ends in time."""
    monkeypatch.setattr(tracing, "SEND_SECONDS", 0.3)
    monkeypatch.setattr(tracing, "EVERY_SECONDS", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        began = time.monotonic()
        with traced(settings, f"http://127.0.0.1:{silent.getsockname()[1]}"):
            for _ in range(5):
                assert site.get("/cart/").status_code == 200
        assert time.monotonic() - began < 20


def test_off_there_is_nothing(settings):
    """No tracer, no thread, no receiver of Celery's signals."""
    settings.TRACING_ENDPOINT = ""
    threads, receivers = threading.active_count(), (len(task_prerun.receivers), len(task_postrun.receivers))
    tracing.start("web")
    tracing.install()
    assert tracing.tracer is None
    assert (len(task_prerun.receivers), len(task_postrun.receivers)) == receivers
    wait_until(threading.active_count, lambda number: number <= threads)
