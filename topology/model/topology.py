"""The whole deployment as one frozen object."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from topology.model.base import Noun
from topology.model.caching import Caching
from topology.model.cluster import Cluster
from topology.model.edge import Edge
from topology.model.field_encryption import FieldEncryption
from topology.model.images import Images
from topology.model.messages import Messages
from topology.model.monitoring import Monitoring
from topology.model.object_store import ObjectStore
from topology.model.postgres import Postgres
from topology.model.redis import Redis
from topology.model.site import Catalogue, Site
from topology.model.vocabulary import Autoscaler, QueueName
from topology.model.web import Web
from topology.model.worker import Beat, Celery, OutboxRelay, Worker, WorkerAutoscaler

_Queue = Annotated[QueueName, Field(strict=False)]


def _a_worker_each() -> dict[QueueName, Worker]:
    return {queue: Worker() for queue in QueueName}


class Topology(Noun):
    """Every fact about a deployment. Each field is one key under the stack file's `rushhour:` namespace."""

    cluster: Cluster = Cluster()
    site: Site = Site()
    catalogue: Catalogue = Catalogue()
    images: Images = Images()
    edge: Edge = Edge()
    web: Web = Web()
    queues: tuple[_Queue, ...] = Field(default=tuple(QueueName), strict=False)
    worker: Worker = Worker()  # what every worker has unless its own entry says otherwise
    workers: dict[_Queue, Worker] = Field(default_factory=_a_worker_each)
    celery: Celery = Celery()
    beat: Beat = Beat()
    outbox_relay: OutboxRelay = OutboxRelay()
    autoscaler: WorkerAutoscaler = WorkerAutoscaler()
    caching: Caching = Caching()
    postgres: Postgres = Postgres()
    redis: Redis = Redis()
    object_store: ObjectStore = ObjectStore()
    monitoring: Monitoring = Monitoring()
    messages: Messages = Messages()
    field_encryption: FieldEncryption = FieldEncryption()

    @property
    def alert_emails(self) -> tuple[str, ...]:
        """Who gets alerts by mail: those the stack file names for it, else the operators."""
        operators = self.messages.operators_email
        return self.monitoring.alerts.emails or ((operators,) if operators else ())

    def scaled_by(self, autoscaler: Autoscaler) -> dict[QueueName, Worker]:
        """The queues whose workers' number is this autoscaler's business."""
        return {queue: worker for queue, worker in self.workers.items() if worker.autoscaler is autoscaler}
