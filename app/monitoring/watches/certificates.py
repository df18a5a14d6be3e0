"""Certificates of the servers that the app connects to (M2, M3): when the first of each verified chain ends.

Looked at by a handshake as the app makes it, with the same authorities: nothing is sent after it, and no password.
Connections that are open already outlive an end; the next new one fails, and so does every one after a restart.
"""

import socket
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from cryptography import x509
from django.db import connections

from databases.routing import ANALYTICS, PRIMARY, REPLICA
from monitoring.found import Look
from monitoring.models import Level
from monitoring.watches.redis_servers import servers as redis_servers

log = structlog.get_logger(__name__)

#: a handshake's seconds, and how long what it showed is taken for true: each is a line in a pooler's log
HANDSHAKE_SECONDS, EVERY_SECONDS = 2.0, 600
#: asks Postgres or PgBouncer for TLS (PostgreSQL's protocol, SSLRequest); `S` is yes
SSL_REQUEST = (8).to_bytes(4) + (80877103).to_bytes(4)
RUNBOOK = "certificate-expiry"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a certificate is shown. `measure`: the limits for it, which depend on who renews it."""

    name: str
    host: str
    port: int
    ca_file: str
    measure: str

    @property
    def speaks_postgres(self) -> bool:
        """Whether TLS has to be asked for."""
        return self.measure == "database_certificate_days"


def servers() -> Iterator[Server]:
    """Every server the app connects to with TLS, as its clients are configured."""
    for alias in (PRIMARY, REPLICA, ANALYTICS):
        facts = connections[alias].settings_dict
        if "sslrootcert" in facts["OPTIONS"]:
            where = (facts["HOST"], int(facts["PORT"]), facts["OPTIONS"]["sslrootcert"])
            yield Server(f"database {alias}", *where, "database_certificate_days")
    for name, client in redis_servers():
        facts = client.connection_pool.connection_kwargs
        if facts.get("ssl_ca_certs"):
            where = (facts["host"], int(facts["port"]), facts["ssl_ca_certs"])
            yield Server(f"Redis {name}", *where, "certificate_days")


def look(before: dict[str, Any]) -> Look:
    """All of them, side by side. A server that does not answer keeps what was known: others say that it is away."""
    known, now = before.get("certificates") or {}, time.time()
    asked = list(servers())
    seen = Look(data={"certificates": {}})
    with ThreadPoolExecutor(max(1, len(asked)), thread_name_prefix="certificate") as pool:
        shown = pool.map(lambda server: _shown(server, known.get(server.name), now), asked)
        for server, facts in zip(asked, shown, strict=True):
            if facts:
                seen.data["certificates"][server.name] = facts
                _judge(seen, server, facts, now)
    return seen


def first_end(server: Server) -> tuple[datetime, str]:
    """When the first certificate of the server's chain ends, and whose it is.

    Raises SSLCertVerificationError where the app would refuse it, and OSError where no handshake comes about.
    """
    # As libpq and redis-py verify: without the stricter rules of `ssl.create_default_context`.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(server.ca_file)
    with socket.create_connection((server.host, server.port), timeout=HANDSHAKE_SECONDS) as plain:
        if server.speaks_postgres:
            plain.sendall(SSL_REQUEST)
            if plain.recv(1) != b"S":
                raise ConnectionError("the server speaks no TLS")
        with context.wrap_socket(plain, server_hostname=server.host) as wire:
            chain = [x509.load_der_x509_certificate(der) for der in wire.get_verified_chain()]
    first = min(chain, key=lambda certificate: certificate.not_valid_after_utc)
    return first.not_valid_after_utc, first.subject.rfc4514_string()


def _shown(server: Server, known: dict[str, Any] | None, now: float) -> dict[str, Any] | None:
    if known and "refused" not in known and now - known["at"] < EVERY_SECONDS:
        return known
    try:
        end, whose = first_end(server)
    except ssl.SSLCertVerificationError as error:
        return {"at": now, "refused": error.verify_message}
    except OSError as error:
        log.info("certificate not seen", server=server.name, reason=f"{type(error).__name__}: {error}")
        return known
    return {"at": now, "ends": end.timestamp(), "whose": whose}


def _judge(seen: Look, server: Server, facts: dict[str, Any], now: float) -> None:
    key = f"system:certificate:{server.name}"
    if "refused" in facts:
        seen.find(
            Level.CRITICAL, key=key, runbook=RUNBOOK,
            what=f"The certificate of {server.name} is refused ({facts['refused']}): nothing connects to it anew.",
        )  # fmt: skip
        return
    end = datetime.fromtimestamp(facts["ends"], UTC)
    seen.hold(
        server.measure, (facts["ends"] - now) / 86_400, key=key, unit="days", below=True, runbook=RUNBOOK,
        what=f"{server.name} shows a certificate of {facts['whose']} that ends on {end:%Y-%m-%d %H:%M} UTC. "
        "Nothing connects to it after that.",
    )  # fmt: skip
