"""The nginx edge: TLS, compression, page cache, purge (W4, C1)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from topology.model.base import Noun
from topology.model.cluster import Network
from topology.model.quantity import Size
from topology.model.resources import Resources, resources
from topology.model.vocabulary import ServiceType


class Edge(Noun):
    """Replicas of the edge and what they allow."""

    replicas: int = Field(default=2, ge=1, le=100)
    service_type: Annotated[ServiceType, Field(strict=False)] = ServiceType.LOAD_BALANCER
    # Only these may name the client's address in X-Forwarded-For; empty: the connection's own address is the client.
    trusted_proxies: tuple[Network, ...] = Field(default=(), strict=False)
    cache_size: Size = "1Gi"
    max_body: Size = "10Mi"
    # Per client address; the burst absorbs a page with its pictures.
    requests_per_second: int = Field(default=50, ge=1, le=100_000)
    burst: int = Field(default=200, ge=1, le=100_000)
    upstream_timeout_seconds: int = Field(default=30, ge=1, le=300)
    drain_seconds: int = Field(default=5, ge=0, le=60)
    resources: Resources = resources("500m", "512Mi", cpu_limit="2", memory_limit="1Gi")
