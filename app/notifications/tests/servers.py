"""Real servers on loopback for tests: one that takes mail, and one that takes messages over HTTP."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

Answer = Callable[[BaseHTTPRequestHandler], None]


def free_port() -> int:
    """Where nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mailbox:
    """What the mail server was given. Set `mail`, `rcpt` or `data` to what it answers instead of taking it."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.mail = self.rcpt = self.data = "250 OK"
        #: recipients that are not taken yet, before `rcpt` is what it answers
        self.put_off = 0

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - the name aiosmtpd calls
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - the name aiosmtpd calls
        if self.put_off:
            self.put_off -= 1
            return "451 Later"
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the name aiosmtpd calls
        if self.data.startswith("2"):
            self.mails.append(message_from_bytes(envelope.content))
        return self.data


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[tuple[Mailbox, int]]:
    """A mail server and its port. With `tls` it takes nothing before STARTTLS."""
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, tls_context=tls, require_starttls=tls is not None)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


class Service(ThreadingHTTPServer):
    """Takes messages over HTTP. `answers` are used one after the other, the last for all that follow."""

    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.requests: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.answers: list[Answer] = [accept()]
        self.released = threading.Event()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.server_port}/messages"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *_: Any) -> None:
        """A client that hangs up in the middle is what some tests are about."""

    def close(self) -> None:
        self.released.set()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers), json.loads(body)))
        answers = self.server.answers
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


def status(code: int, body: bytes = b"{}", **headers: str) -> Answer:
    """An ordinary answer."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def accept(number: str = "m-1") -> Answer:
    """Taken, under this number."""
    return status(202, json.dumps({"id": number}).encode())


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Taken, with an answer that does not end by itself. Notes how much of it went out."""
    handler.send_response(200)
    handler.end_headers()
    handler.server.sent_bytes = 0
    while True:
        handler.wfile.write(b'{"id": "' + b"9" * 65_536)
        handler.server.sent_bytes += 65_536


def silent(handler: BaseHTTPRequestHandler) -> None:
    """No answer until the test is over."""
    handler.server.released.wait(60)
