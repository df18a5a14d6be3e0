"""Celery workers, one Deployment per queue (Q1, Q2), what scales them (Q6), beat (Q3) and the outbox relay (Q5)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from topology.model.autoscaling import QueueScaling
from topology.model.base import Noun
from topology.model.resources import Resources, resources
from topology.model.vocabulary import Autoscaler
from topology.model.web import DatabasePool

_Autoscaler = Annotated[Autoscaler, Field(strict=False)]


class Worker(Noun):
    """The workers of one queue."""

    replicas: int = Field(default=3, ge=1, le=1000)  # at the start; for good where the autoscaler is `none`
    autoscaler: _Autoscaler = Autoscaler.BUILTIN
    autoscale: QueueScaling = QueueScaling()
    concurrency: int = Field(default=8, ge=1, le=64)
    max_tasks_per_child: int = Field(default=1000, ge=1, le=10_000_000)
    soft_time_limit_seconds: int = Field(default=240, ge=1, le=86_400)
    time_limit_seconds: int = Field(default=300, ge=1, le=86_400)
    resources: Resources = resources("500m", "1Gi", cpu_limit="2", memory_limit="2Gi")

    @property
    def scaled(self) -> bool:
        """Whether something changes the number of pods while the stack runs."""
        return self.autoscaler is not Autoscaler.NONE

    @property
    def least_replicas(self) -> int:
        """Replicas at the autoscaler's lower bound, or the fixed number."""
        return self.autoscale.min if self.scaled else self.replicas

    @property
    def most_replicas(self) -> int:
        """Replicas at the autoscaler's upper bound, or the fixed number."""
        return self.autoscale.max if self.scaled else self.replicas

    @property
    def grace_seconds(self) -> int:
        """How long a stopping pod may take: its longest task and 30 s to hand the rest back."""
        return self.time_limit_seconds + 30


class Celery(Noun):
    """What all workers share."""

    # Redis hands a message out again after this time, so it must exceed the longest task; it is also how long what a
    # killed worker held waits for another one. Twice the default time limit, and not Celery's hour.
    visibility_timeout_seconds: int = Field(default=600, ge=60, le=86_400)
    result_expires_seconds: int = Field(default=3600, ge=60, le=31_536_000)
    pool: DatabasePool = DatabasePool(min_size=0, max_size=2)  # of one prefork child


class Beat(Noun):
    """The scheduler. redbeat's lock keeps two of them from sending twice; the second takes over when it expires."""

    replicas: int = Field(default=2, ge=1, le=2)
    lock_seconds: int = Field(default=45, ge=10, le=600)
    resources: Resources = resources("50m", "192Mi", cpu_limit="500m", memory_limit="384Mi")


class OutboxRelay(Noun):
    """Publishes the tasks that their own process could not publish. Several share the work row by row."""

    replicas: int = Field(default=2, ge=1, le=10)
    resources: Resources = resources("50m", "192Mi", cpu_limit="500m", memory_limit="384Mi")


class WorkerAutoscaler(Noun):
    """The pod that looks at the queues and sets the workers' replicas. Of two only the one with the lease acts."""

    replicas: int = Field(default=2, ge=1, le=3)
    interval_seconds: int = Field(default=15, ge=5, le=600)  # between two looks
    resources: Resources = resources("50m", "192Mi", cpu_limit="500m", memory_limit="384Mi")
