"""Where alerts go in tests: a mail server that insists on TLS and a password, and webhooks behind TLS."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, cast


@dataclass
class Letter:
    """One mail as it was handed over."""

    recipients: list[str]
    encrypted: bool
    login: str
    message: EmailMessage

    @property
    def text(self) -> str:
        """Its one part. Raises ValueError for a mail that has others."""
        (part,) = self.message.iter_parts()
        if part.get_content_type() != "text/plain":
            raise ValueError(f"a part of {part.get_content_type()}")
        return str(cast(EmailMessage, part).get_content())


class MailServer(ThreadingTCPServer):
    """Takes mail. `offers_tls`: whether it can be encrypted; `heard`: every line that was said to it."""

    daemon_threads = True

    def __init__(self, certificates: Path, *, offers_tls: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.context = _context(certificates)
        self.offers_tls = offers_tls
        self.letters: list[Letter] = []
        self.heard: list[str] = []


class _Mail(StreamRequestHandler):
    server: MailServer
    encrypted = False
    login = ""

    def handle(self) -> None:
        self._say("220 mail.example.com")
        recipients: list[str] = []
        while line := self.rfile.readline().decode().strip():
            self.server.heard.append(line)
            verb = line.partition(" ")[0].upper()
            if verb == "STARTTLS":
                self._say("220 go ahead")
                self._encrypt()
            elif verb == "DATA":
                self._say("354 go ahead")
                self._take(recipients)
                recipients = []
            else:
                if verb == "RCPT":
                    recipients.append(line.partition("<")[2].partition(">")[0])
                self._say(self._answer(verb, line))
                if verb == "QUIT":
                    return

    def _answer(self, verb: str, line: str) -> str:
        if verb == "EHLO":
            offered = ["AUTH PLAIN"] if self.encrypted else ["STARTTLS"] if self.server.offers_tls else []
            return "\r\n".join(["250-mail.example.com", *(f"250-{one}" for one in offered), "250 8BITMIME"])
        if verb == "AUTH":
            self.login = base64.b64decode(line.split()[2]).decode().replace("\0", ":").strip(":")
            return "235 welcome"
        return "221 good-bye" if verb == "QUIT" else "250 yes"

    def _encrypt(self) -> None:
        connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.request = self.connection = connection
        self.rfile, self.wfile = connection.makefile("rb"), cast(Any, connection.makefile("wb", buffering=0))
        self.encrypted = True

    def _take(self, recipients: list[str]) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        message = cast(EmailMessage, message_from_bytes(b"".join(lines), policy=default))
        self.server.letters.append(Letter(recipients, self.encrypted, self.login, message))
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Webhook(ThreadingHTTPServer):
    """Takes posts, and answers each with `status`."""

    daemon_threads = True

    def __init__(self, certificates: Path, status: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.socket = _context(certificates).wrap_socket(self.socket, server_side=True)
        self.status = status
        self.posts: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        """Its address, with a secret in it."""
        return f"https://localhost:{self.server_port}/hooks/SECRET"


class _Post(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        """Keep the document."""
        self.server.posts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        body = b"" if self.server.status == 204 else b"ok"  # which Slack says, and Alertmanager wants to hear
        self.send_response(self.server.status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Tests say what matters."""


@dataclass
class People:
    """Everybody who may be told."""

    mail: MailServer
    slack: Webhook
    discord: Webhook


@contextmanager
def people(certificates: Path) -> Iterator[People]:
    """All of them, on ports of their own."""
    told = People(MailServer(certificates), Webhook(certificates), Webhook(certificates, 204))
    servers = (told.mail, told.slack, told.discord)
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield told
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _context(certificates: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "tls.crt", certificates / "tls.key")
    return context
