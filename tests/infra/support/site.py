"""The shop from outside: HTTP over verified TLS, as a browser on this machine speaks it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from topology.model.site import Site as SiteFacts

TIMEOUT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Site:
    """The site's address and the certificate authority its certificate is checked against."""

    facts: SiteFacts
    authority: Path

    @property
    def origin(self) -> str:
        """`https://host:port`."""
        return self.facts.origin

    @property
    def address(self) -> tuple[str, int]:
        """Where TLS answers."""
        return (self.facts.domain, self.facts.https_port)

    @property
    def plain_origin(self) -> str:
        """`http://host:port`, which redirects."""
        return f"http://{self.facts.domain}:{self.facts.http_port}"

    def context(self, *, oldest: ssl.TLSVersion | None = None, newest: ssl.TLSVersion | None = None) -> ssl.SSLContext:
        """A verifying TLS context, with the system's authorities where the stack has none of its own."""
        made = ssl.create_default_context(cafile=str(self.authority) if self.authority.exists() else None)
        if oldest is not None:
            made.minimum_version = oldest
        if newest is not None:
            made.maximum_version = newest
        return made

    @contextmanager
    def browse(self, *, http2: bool = True) -> Iterator[httpx.Client]:
        """A client that keeps one connection: behind it is one edge server, with one cache."""
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
        with httpx.Client(
            base_url=self.origin,
            verify=self.context(),
            http2=http2,
            timeout=TIMEOUT_SECONDS,
            limits=limits,
            trust_env=False,
        ) as client:
            yield client

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """One request on a connection of its own."""
        with self.browse() as client:
            return client.get(path, headers=headers)

    @contextmanager
    def handshake(self, context: ssl.SSLContext, *, name: str | None = None) -> Iterator[ssl.SSLSocket]:
        """A TLS connection without HTTP.

        Raises:
            ssl.SSLError: the handshake was refused, by either side.
        """
        with (
            socket.create_connection(self.address, timeout=TIMEOUT_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=name or self.facts.domain) as secured,
        ):
            yield secured
