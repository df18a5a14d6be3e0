"""Metrics on a port of their own (M1), for all processes of a pod: http://<pod>:<METRICS_PORT>/metrics.

A thread of the pod's main process answers, so a scrape takes no turn from a request or a task, and no visitor reaches
it: the edge speaks to another port. The main process forks web and worker children while this thread runs. It therefore
shares no lock with them: a registry of its own, no database, no client of the app.
"""

import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import structlog
from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest

from monitoring.metric_files import Folder, folder_in_use
from monitoring.pod import PodCollector
from monitoring.reports import Reporter

log = structlog.get_logger(__name__)

PATH = "/metrics"
#: seconds for a client to send its request and take its answer
CLIENT_SECONDS = 5.0


def pod_registry() -> CollectorRegistry:
    """What this pod shows: the metrics of its processes, and what its container uses."""
    registry = CollectorRegistry(auto_describe=False)
    folder = folder_in_use()
    # A process alone counts in its memory, in the library's own registry.
    registry.register(Folder(folder) if folder else REGISTRY)  # type: ignore[arg-type]  # both have `collect`
    registry.register(PodCollector())
    return registry


class _Handler(BaseHTTPRequestHandler):
    timeout = CLIENT_SECONDS
    server: "Exposition"

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != PATH:
            self.send_error(404)
            return
        try:
            body = self.server.render()
        except Exception as error:  # noqa: BLE001  (Prometheus is told, and asks again)
            log.warning("metrics not shown", reason=f"{type(error).__name__}: {error}")
            self.send_error(500)
            return
        self.send_response(200)
        self.send_header("Content-Type", CONTENT_TYPE_LATEST)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        return "metrics"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """A scrape every few seconds is no news."""


class Exposition(ThreadingHTTPServer):
    """The listening server. `port` 0 takes any free one: see `server_port`."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("0.0.0.0", port), _Handler)  # noqa: S104  (NetworkPolicy lets only Prometheus in)
        self._registry = pod_registry()
        self._one_at_a_time = threading.Lock()
        # A child that outlives its parent would keep the port from the next one.
        os.register_at_fork(after_in_child=self.socket.close)

    def start(self) -> None:
        """Answer from a thread, until the process ends."""
        threading.Thread(target=self.serve_forever, name="metrics", daemon=True).start()

    def render(self) -> bytes:
        """The text of one scrape."""
        with self._one_at_a_time:
            return generate_latest(self._registry)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle is its own business."""


def serve_metrics(**_: Any) -> Exposition | None:
    """Start to answer on METRICS_PORT, and to report what the pod uses. 0 means: not at all.

    Call it in a pod's main process, before it forks.

    A port that cannot be had is logged: metrics keep nobody from working. Also a receiver of Celery's signals.
    """
    port = settings.METRICS_PORT
    if not port:
        return None
    try:
        exposition = Exposition(port)
    except OSError as error:
        log.error("no metrics", port=port, reason=str(error))
        return None
    exposition.start()
    Reporter().start()
    return exposition
