"""A real HTTP server in the web tier's place: it answers as a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]  # names in lower case


@dataclass
class Answer:
    """What to say. `gate`, when given, is waited for first; `silent` keeps the connection and says nothing."""

    body: bytes = b"page"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    gate: threading.Event | None = None
    silent: bool = False


Respond = Callable[[Asked], Answer]


class Web:
    """The server. `respond` may be changed at any time."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self._connections: list[socket.socket] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                web._connections.append(self.request)
                super().setup()

            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked = Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()})
                web.asked.append(asked)
                answer = web.respond(asked)
                if answer.gate is not None and not answer.gate.wait(10):
                    raise TimeoutError(f"{asked.path}: nobody opened the gate within 10 s")
                if answer.silent:
                    web.over.wait(10)
                    return
                self.send_response(answer.status)
                for name, value in {"Content-Type": "text/html", **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.body)

            do_GET = do_HEAD = do_POST = answer  # noqa: N815  (names given by http.server)

            def log_message(self, *_: object) -> None:
                """The test prints what it needs."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def paths(self) -> list[str]:
        """Paths asked for so far."""
        return [asked.path for asked in self.asked]

    def stop(self) -> None:
        """Refuse connections from now on, and drop those there are."""
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        for connection in self._connections:
            with contextlib.suppress(OSError):  # closed already
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()
