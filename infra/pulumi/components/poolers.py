"""PgBouncer in front of Postgres: `pooler-rw` to the primary, `pooler-ro` to the replicas (D2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.layer import Layer
from components.manifests import Manifest, disruption_budget, labels, metadata, pull_secrets, resources, spread
from components.postgres_names import API, CLUSTER
from topology.model import Topology
from topology.model.postgres import Pooler
from topology.model.vocabulary import ImageName, Role

# The operator puts its own labels on the pods it makes; this one carries the pooler's name.
POD_LABEL = "cnpg.io/poolerName"
# Statements that psycopg prepares; PgBouncer keeps them across server connections up to this number per connection.
MAX_PREPARED_STATEMENTS = 200
STOP_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class PoolersArgs:
    """`topology`: the deployment; `images`: full references."""

    topology: Topology
    images: Mapping[ImageName, str]


class Poolers(Layer):
    """`services`: the names clients connect to."""

    services: list[str]

    def __init__(
        self,
        args: PoolersArgs,
        *,
        after: Sequence[pulumi.Resource] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("poolers", after=after, opts=opts)
        postgres, namespace = args.topology.postgres, args.topology.cluster.namespace
        poolers = {Role.POOLER_RW: postgres.pooler_rw, Role.POOLER_RO: postgres.pooler_ro}
        for role, pooler in poolers.items():
            self.add(pooler_manifest(args, role, pooler))
            self.add(disruption_budget(role.value, namespace, {POD_LABEL: role.value}))
        self.services = [role.value for role in poolers]
        self.register_outputs({"services": self.services})


def pooler_manifest(args: PoolersArgs, role: Role, pooler: Pooler) -> Manifest:
    """One pooler. It shows its clients the database server's certificate, which carries its names."""
    return {
        "apiVersion": API,
        "kind": "Pooler",
        "metadata": metadata(role.value, args.topology.cluster.namespace, role.value),
        "spec": {
            "cluster": {"name": CLUSTER},
            "type": role.value.removeprefix("pooler-"),
            "instances": pooler.instances,
            "deploymentStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
            "pgbouncer": {"poolMode": "transaction", "parameters": pgbouncer_parameters(pooler)},
            "template": _template(args, role, pooler),
        },
    }


def pgbouncer_parameters(pooler: Pooler) -> dict[str, str]:
    """pgbouncer.ini, as far as the operator leaves it to us."""
    return {
        "default_pool_size": str(pooler.pool_size),
        "max_client_conn": str(pooler.max_client_connections),
        "max_prepared_statements": str(MAX_PREPARED_STATEMENTS),
        "client_tls_sslmode": "require",
        # Better an error the client can act on than a queue that outlives the request it serves.
        "query_wait_timeout": "15",
        "server_idle_timeout": "300",
        # After a failover connections to the old primary are given up, and the new one is tried, every second.
        "server_login_retry": "1",
        "tcp_keepalive": "1",
        "tcp_keepidle": "15",
        "tcp_keepintvl": "5",
        "tcp_keepcnt": "3",
    }


def _template(args: PoolersArgs, role: Role, pooler: Pooler) -> Manifest:
    # The operator fills in securityContext, probes and volumes.
    spec: Manifest = {
        "terminationGracePeriodSeconds": STOP_SECONDS,
        "containers": [
            {"name": "pgbouncer", "image": args.images[ImageName.PGBOUNCER], "resources": resources(pooler.resources)}
        ],
        "topologySpreadConstraints": spread({POD_LABEL: role.value}),
    }
    spec |= pull_secrets(args.topology.images.pull_secret)
    return {"metadata": {"labels": labels(role.value)}, "spec": spec}
