"""The shop's public address and its size."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from topology.model.base import Noun
from topology.model.cluster import Port
from topology.model.spelling import spelt

Hostname = Annotated[
    str,
    Field(pattern=r"^(localhost|([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63})$"),
    spelt("a host name in full, for example shop.example.com"),
]


class Site(Noun):
    """Where shoppers find the shop."""

    domain: Hostname = "localhost"
    https_port: Port = 443
    http_port: Port = 80
    tls_secret: str | None = None  # an existing kubernetes.io/tls Secret; None: a certificate from the stack's own CA

    @property
    def sender(self) -> str:
        """Address that the shop's mails come from, as app/config/settings/email.py has it."""
        return f"shop@{self.domain}"

    @property
    def origin(self) -> str:
        """Scheme, host and port as a browser writes them, for example `https://localhost:8443`."""
        port = "" if self.https_port == 443 else f":{self.https_port}"
        return f"https://{self.domain}{port}"


class Catalogue(Noun):
    """The deterministic catalogue a new stack is filled with."""

    products: int = Field(default=10_000, ge=0, le=10_000_000)
    seed: int = Field(default=1, ge=0, le=2_147_483_647)
