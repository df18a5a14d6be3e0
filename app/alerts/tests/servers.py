"""Real servers on loopback that take, refuse, drip, hang and lie."""

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


class Webhook(ThreadingHTTPServer):
    """Keeps what it is sent in `taken`, and behaves as `behaviour` says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[dict[str, Any]] = []
        #: status, headers, body
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b"ok")
        #: answers that come before it
        self.answers_first: list[tuple[int, dict[str, str], bytes]] = []
        #: whether the body comes drop by drop, without end
        self.drips = False
        #: whether nothing comes at all
        self.hangs = False
        self.released = threading.Event()

    @property
    def url(self) -> str:
        """Where it is, with a secret that must appear nowhere else."""
        return f"http://127.0.0.1:{self.server_port}/services/SECRET"


class _Handler(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append(json.loads(body))
        if self.server.hangs:
            self.server.released.wait(60)
            return
        first = self.server.answers_first
        status, headers, answer = first.pop(0) if first else self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if not self.server.drips:
            self.wfile.write(answer)
            return
        while not self.server.released.wait(0.05):
            self.wfile.write(b"x" * 1_000)

    def do_GET(self) -> None:
        """Where a redirect would lead."""
        self.server.taken.append({"followed": self.path})
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Tests say what matters."""


@contextmanager
def webhook():
    """One that listens."""
    server = Webhook()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()


class Mailbox:
    """Takes mails; `answer` is what it says to a message."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.answer = "250 taken"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep it, or refuse it."""
        if self.answer.startswith("2"):
            self.taken.append(envelope)
        return self.answer


@contextmanager
def mail_server():
    """Its mailbox and port."""
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailbox, port
    finally:
        controller.stop()
