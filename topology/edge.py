"""One permitted kind of connection."""

from __future__ import annotations

from dataclasses import dataclass

from topology.model.vocabulary import External, Role

Peer = Role | External


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One permitted kind of connection.

    Attributes:
        source: who opens it.
        target: who accepts it.
        ports: TCP ports of the target; `udp` adds the same ports over UDP.
        purpose: why it exists, in a few words, shown in the diagram.
        credential: what the source proves itself with; None where the target takes anyone who can reach it.
        tls: whether the bytes are encrypted and the server's certificate verified.
    """

    source: Peer
    target: Peer
    ports: tuple[int, ...]
    purpose: str
    credential: str | None = None
    tls: bool = False
    udp: bool = False
