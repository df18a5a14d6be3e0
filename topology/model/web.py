"""The ASGI web tier (W1)."""

from __future__ import annotations

from pydantic import Field

from topology.model.autoscaling import Autoscaling
from topology.model.base import Noun
from topology.model.resources import Resources, resources


class DatabasePool(Noun):
    """psycopg's pool in one process (D2). The guide's `MIN_CONNS` and `MAX_CONNS`, which Django does not know."""

    min_size: int = Field(default=5, ge=0, le=100)
    max_size: int = Field(default=20, ge=1, le=200)
    timeout_seconds: int = Field(default=5, ge=1, le=60)


class Web(Noun):
    """gunicorn with uvicorn workers behind the edge."""

    replicas: int = Field(default=3, ge=1, le=1000)
    processes: int = Field(default=4, ge=1, le=64)
    pool: DatabasePool = DatabasePool()
    resources: Resources = resources("1", "1Gi", cpu_limit="2", memory_limit="4Gi")
    autoscaling: Autoscaling = Autoscaling()
    max_requests: int = Field(default=10_000, ge=0, le=100_000_000)  # a process is replaced after so many; 0: never
    keepalive_seconds: int = Field(default=75, ge=1, le=600)  # above the edge's idle time, else it sees resets
    drain_seconds: int = Field(default=5, ge=0, le=60)  # preStop pause while endpoints are withdrawn
    graceful_timeout_seconds: int = Field(default=30, ge=1, le=600)  # for requests under way

    @property
    def least_replicas(self) -> int:
        """Replicas at the autoscaler's lower bound, or the fixed number."""
        return self.autoscaling.min_replicas if self.autoscaling.enabled else self.replicas

    @property
    def most_replicas(self) -> int:
        """Replicas at the autoscaler's upper bound, or the fixed number."""
        return self.autoscaling.max_replicas if self.autoscaling.enabled else self.replicas
