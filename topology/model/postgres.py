"""Postgres: a CloudNativePG cluster, its poolers and its backups (D1, D2)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from topology.model.base import Noun
from topology.model.quantity import Size
from topology.model.resources import Resources, resources
from topology.model.spelling import spelt

DatabaseName = Annotated[
    str,
    Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$"),
    spelt("a database name, of small letters, digits and underscores"),
]


class Pooler(Noun):
    """PgBouncer in transaction mode."""

    instances: int = Field(default=2, ge=1, le=100)
    pool_size: int = Field(default=20, ge=1, le=1000)  # server connections per database and user, per instance
    max_client_connections: int = Field(default=4000, ge=10, le=100_000)  # per instance
    resources: Resources = resources("250m", "128Mi", cpu_limit="1", memory_limit="256Mi")


class Backups(Noun):
    """WAL archiving and base backups to the object store."""

    enabled: bool = True
    # Six fields, seconds first, as CloudNativePG's ScheduledBackup expects.
    schedule: Annotated[str, Field(pattern=r"^\S+( \S+){5}$")] = "0 30 3 * * *"
    retention_days: int = Field(default=14, ge=1, le=3650)


class Postgres(Noun):
    """The primary and its streaming replicas."""

    instances: int = Field(default=3, ge=1, le=50)
    major: int = Field(default=17, ge=16, le=18)
    shop_database: DatabaseName = "shop"
    analytics_database: DatabaseName = "ecommerce_analytics"
    storage: Size = "100Gi"
    wal_storage: Size | None = None  # None: on the data volume
    resources: Resources = resources("2", "8Gi", cpu_limit="4", memory_limit="16Gi")
    max_connections: int = Field(default=200, ge=20, le=10_000)
    synchronous_replicas: int = Field(default=0, ge=0, le=10)
    # A replica further behind is not read. Visitors who have written stay on the primary for up to twice as long.
    replica_max_lag_seconds: int = Field(default=30, ge=1, le=3600)
    parameters: dict[str, str] = Field(default_factory=dict)  # added to, and winning over, what the sizes above derive
    pooler_rw: Pooler = Pooler()
    pooler_ro: Pooler = Pooler()
    backups: Backups = Backups()
