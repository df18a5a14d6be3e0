"""Prometheus, and what its rules hold the stack to (M1-M5, T)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from topology.model.base import Noun
from topology.model.cluster import DnsLabel
from topology.model.messages import MailAddress
from topology.model.quantity import Size
from topology.model.resources import Resources, resources
from topology.model.spelling import spelt
from topology.model.vocabulary import AlertWebhook, MonitoringMode

# Of the pages in docs/runbooks, wherever a team shows them; a page's file name is put behind it.
RunbookUrl = Annotated[
    str,
    Field(pattern=r"^https://[a-z0-9][-a-z0-9.]*(:[0-9]{1,5})?/([-A-Za-z0-9._~%/]*/)?$"),
    spelt("an https:// address that ends in a slash, for example https://docs.example.com/runbooks/"),
]
CollectorUrl = Annotated[
    str,
    Field(pattern=r"^https?://[a-z0-9][-a-z0-9.]*(:[0-9]{1,5})?$"),
    spelt("an address without a path, for example http://collector.tracing:4318"),
]


class Prometheus(Noun):
    """The stack's own Prometheus: one server over one volume. Old data goes when either bound is reached."""

    retention_days: int = Field(default=15, ge=1, le=400)
    storage: Size = "20Gi"  # of the volume; the data is held below it, see `SHARE_OF_DISK` in the component
    scrape_seconds: int = Field(default=15, ge=5, le=120)  # between two looks at a target, and between two of the rules
    resources: Resources = resources("250m", "1Gi", cpu_limit="1", memory_limit="2Gi")


class Alertmanager(Noun):
    """Who tells people of the stack's own Prometheus' alerts. It keeps what it has said, and silences."""

    storage: Size = "64Mi"
    resources: Resources = resources("20m", "32Mi", cpu_limit="200m", memory_limit="128Mi")


class ExternalPrometheus(Noun):
    """A team's own, under the Prometheus operator."""

    namespace: DnsLabel = "monitoring"  # where its pods run: the only way in to the metrics ports
    labels: dict[str, str] = Field(default_factory=dict)  # by which its operator selects monitors and rules


class RedisExporter(Noun):
    """One exporter that asks every Redis of the stack."""

    resources: Resources = resources("20m", "32Mi", cpu_limit="200m", memory_limit="96Mi")


class Objectives(Noun):
    """What shoppers are promised (T). Alerts burn on what is missed of it."""

    availability_percent: float = Field(default=99.9, ge=90, le=99.999, strict=False)
    p95_milliseconds: int = Field(default=200, ge=1, le=60_000)
    p99_milliseconds: int = Field(default=500, ge=1, le=60_000)


class Thresholds(Noun):
    """Where the alerts draw the line, as far as no other noun owns the fact. Shares are percent."""

    cache_hit_percent: int = Field(default=80, ge=1, le=99)  # the guide warns below (M3)
    utilisation_percent: int = Field(default=80, ge=1, le=99)  # CPU, memory, disk, pools, connections (M4, T)
    queue_seconds: int = Field(default=300, ge=10, le=86_400)  # age of the oldest waiting task
    queue_tasks: int = Field(default=1000, ge=1, le=10_000_000)  # waiting in one queue, scaled workers or not
    archive_seconds: int = Field(default=900, ge=60, le=86_400)  # age of the oldest WAL that is not in the archive
    backup_hours: int = Field(default=26, ge=1, le=400)  # age of the newest base backup; the schedule is daily
    certificate_days: int = Field(default=21, ge=1, le=80)  # `pulumi up` renews 30 days before the end


class Alerts(Noun):
    """Whom alerts reach: those of the app's monitors, and those of the stack's own Prometheus. Nobody, if empty."""

    emails: tuple[MailAddress, ...] = Field(default=(), max_length=20, strict=False)  # none: `messages.operatorsEmail`
    # A webhook's address is its password: `rushhour:alertSlackWebhook`, `rushhour:alertDiscordWebhook`.
    webhooks: tuple[Annotated[AlertWebhook, Field(strict=False)], ...] = Field(default=(), max_length=2, strict=False)


class Tracing(Noun):
    """Where traces go. Without an endpoint there are none."""

    endpoint: CollectorUrl | None = None  # OTLP over HTTP
    namespace: DnsLabel | None = None  # where the collector's pods are; None: outside the cluster
    sample_percent: float = Field(default=1.0, ge=0, le=100, strict=False)  # of the requests

    @property
    def port(self) -> int:
        """The endpoint's TCP port."""
        parts = urlsplit(self.endpoint or "")
        return parts.port or (443 if parts.scheme == "https" else 80)


class Monitoring(Noun):
    """Who scrapes the stack, what it keeps, and when it calls."""

    mode: Annotated[MonitoringMode, Field(strict=False)] = MonitoringMode.BUILTIN
    prometheus: Prometheus = Prometheus()
    alertmanager: Alertmanager = Alertmanager()
    external: ExternalPrometheus = ExternalPrometheus()
    redis_exporter: RedisExporter = RedisExporter()
    objectives: Objectives = Objectives()
    thresholds: Thresholds = Thresholds()
    alerts: Alerts = Alerts()
    runbook_url: RunbookUrl | None = None  # None: links are paths of this checkout
    tracing: Tracing = Tracing()
