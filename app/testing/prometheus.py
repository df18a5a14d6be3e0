"""A Prometheus that tests can teach: it answers the HTTP API over real HTTP as the real one does."""

import json
import re
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

#: a duration as Prometheus reads it: whole numbers, or seconds as a plain number
DURATION = re.compile(r"(\d+(ms|s|m|h|d|w|y))+|\d+(\.\d+)?")
type Lines = dict[str, Callable[[float], float | str | None]]


class PrometheusServer(ThreadingHTTPServer):
    """Answers `query_range` with the lines of the first pattern that is found in the question.

    Attributes:
        lines: a regular expression of questions, to labels as `name=value,…`, to the value at Unix seconds.
        alerts: as /api/v1/alerts lists them.
        answer: sends something else instead, for every question.
        refuses: questions that have this in their address get 503 from whatever stands in front.
        asked: all paths and parameters so far.
    """

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        self.lines: dict[str, Lines] = {}
        self.alerts: list[dict[str, Any]] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.refuses = ""
        self.asked: list[tuple[str, dict[str, str]]] = []
        super().__init__(("127.0.0.1", port), _Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """For settings.PROMETHEUS_URL."""
        return f"http://127.0.0.1:{self.server_port}"

    def result(self, parameters: dict[str, str]) -> list[dict[str, Any]]:
        """Of a range query, on the grid it asks for. Values that are None are gaps."""
        start, end, step = (float(parameters[name]) for name in ("start", "end", "step"))
        lines = next((each for pattern, each in self.lines.items() if re.search(pattern, parameters["query"])), {})
        found = []
        for labels, value in lines.items():
            points, at = [], start
            while at <= end:
                if (figure := value(at)) is not None:
                    points.append([at, str(figure)])
                at += step
            metric = dict(pair.split("=", 1) for pair in labels.split(",") if pair)
            found.append({"metric": metric, "values": points})
        return found

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are written apart: without this each answer takes 40 ms longer.
    disable_nagle_algorithm = True
    server: PrometheusServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append((parts.path, parameters))
        if self.server.answer is not None:
            self.server.answer(self)
        elif self.server.refuses and self.server.refuses in self.path:
            send(self, b"upstream unavailable", status=503)
        elif parts.path == "/-/ready":
            send(self, b"Prometheus Server is Ready.\n")
        elif parts.path == "/api/v1/alerts":
            send_json(self, {"status": "success", "data": {"alerts": self.server.alerts}})
        elif not DURATION.fullmatch(limit := parameters.get("timeout", "1s")):
            error = f'invalid parameter "timeout": cannot parse "{limit}" to a valid duration'
            body = json.dumps({"status": "error", "errorType": "bad_data", "error": error})
            send(self, body.encode(), status=400)
        elif parts.path == "/api/v1/query_range":
            data = {"resultType": "matrix", "result": self.server.result(parameters)}
            send_json(self, {"status": "success", "data": data})
        else:
            send(self, b"404 page not found\n", status=404)

    def log_message(self, *args: object) -> None:
        pass


def send(handler: BaseHTTPRequestHandler, body: bytes, *, status: int = 200) -> None:
    """An answer with these bytes."""
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def send_json(handler: BaseHTTPRequestHandler, value: Any, *, status: int = 200) -> None:
    """An answer with this value."""
    send(handler, json.dumps(value).encode(), status=status)


def firing(name: str, *, severity: str = "warning", seconds: float = 600, **annotations: str) -> dict[str, Any]:
    """An alert that has been firing for so long."""
    since = time.strftime("%Y-%m-%dT%H:%M:%S.123456789Z", time.gmtime(time.time() - seconds))
    labels = {"alertname": name, "severity": severity}
    return {"labels": labels, "annotations": annotations, "state": "firing", "activeAt": since, "value": "1e+00"}
