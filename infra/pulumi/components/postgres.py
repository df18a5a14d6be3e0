"""Postgres: a CloudNativePG cluster of one primary and its replicas, with backups from the first day (D1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.layer import Layer
from components.manifests import SPREAD_BY, Manifest, dns_names, labels, metadata, pull_secrets, resources
from components.postgres_backups import backup, environment, scheduled_backup
from components.postgres_names import API, CLUSTER
from components.postgres_parameters import parameters
from components.postgres_roles import instance_sql, managed_roles, shop_sql
from components.random_values import RandomSuffix
from components.secrets import POSTGRES_SECRETS
from topology.model import Topology
from topology.model.vocabulary import ImageName, PostgresRole, Role

# A stopping primary has this long to hand over; the operator's defaults are an hour and half an hour.
SWITCHOVER_SECONDS = 60
STOP_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class PostgresArgs:
    """`topology`: the deployment; `images`: full references."""

    topology: Topology
    images: Mapping[ImageName, str]

    @property
    def namespace(self) -> str:
        """Where it runs."""
        return self.topology.cluster.namespace


class Postgres(Layer):
    """The operator makes Secrets, Services and pods from these. Their readiness is not awaited here: who needs the
    database (the migration Job first) waits for it, and says what it waits for.

    Attributes:
        cluster: name of the CloudNativePG cluster.
    """

    cluster: str

    def __init__(
        self,
        args: PostgresArgs,
        *,
        after: Sequence[pulumi.Resource] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("postgres", after=after, opts=opts)
        # The operator refuses, rightly, to archive into a folder that holds another cluster's WAL. A stack that is
        # destroyed and made again therefore gets a folder of its own, and the old backups stay restorable.
        suffix = RandomSuffix("backup-folder", pulumi.ResourceOptions(parent=self))
        catalogue = self.add(image_catalogue(args))
        cluster = self.add(cluster_manifest(args, pulumi.Output.concat(f"{CLUSTER}-", suffix.value)), after=[catalogue])
        if args.topology.postgres.backups.enabled:
            self.add(scheduled_backup(args.topology), after=[cluster])
        self.cluster = CLUSTER
        self.register_outputs({"cluster": self.cluster})


def image_catalogue(args: PostgresArgs) -> Manifest:
    """Says which major version the image is, which the operator would otherwise read from a tag of its own making."""
    image = {"major": args.topology.postgres.major, "image": args.images[ImageName.POSTGRES]}
    meta = metadata(CLUSTER, args.namespace, Role.POSTGRES)
    return {"apiVersion": API, "kind": "ImageCatalog", "metadata": meta, "spec": {"images": [image]}}


def cluster_manifest(args: PostgresArgs, archive: pulumi.Input[str]) -> Manifest:
    """The cluster. `archive`: its folder in the backup bucket."""
    postgres = args.topology.postgres
    spec: Manifest = {
        "description": "The shop's and the analytics databases",
        "imageCatalogRef": {
            "apiGroup": "postgresql.cnpg.io",
            "kind": "ImageCatalog",
            "name": CLUSTER,
            "major": postgres.major,
        },
        "instances": postgres.instances,
        "inheritedMetadata": {"labels": labels(Role.POSTGRES)},
        "enableSuperuserAccess": False,
        "seccompProfile": {"type": "RuntimeDefault"},
        "resources": resources(postgres.resources),
        "affinity": {"enablePodAntiAffinity": True, "topologyKey": SPREAD_BY},
        "certificates": {"serverAltDNSNames": pooler_names(args.namespace)},
        "bootstrap": {"initdb": _initdb(args)},
        "managed": {"roles": managed_roles(postgres)},
        "postgresql": _postgresql(args),
        **_storage(args),
        **_stopping(),
        "env": [{"name": name, "value": value} for name, value in environment(args.topology).items()],
    }
    spec |= pull_secrets(args.topology.images.pull_secret)
    if postgres.backups.enabled:
        spec["backup"] = backup(args.topology, archive)
    return {
        "apiVersion": API,
        "kind": "Cluster",
        "metadata": metadata(CLUSTER, args.namespace, Role.POSTGRES),
        "spec": spec,
    }


def pooler_names(namespace: str) -> list[str]:
    """Names of the poolers, which present the server's certificate to their clients."""
    return [name for role in (Role.POOLER_RW, Role.POOLER_RO) for name in dns_names(role.value, namespace)]


def _initdb(args: PostgresArgs) -> Manifest:
    postgres = args.topology.postgres
    return {
        "database": postgres.shop_database,
        "owner": PostgresRole.OWNER.value,
        "secret": {"name": POSTGRES_SECRETS[PostgresRole.OWNER]},
        "dataChecksums": True,
        "encoding": "UTF8",
        # Sorts like C and knows upper and lower case of all of Unicode, without the system's collation versions.
        "localeProvider": "builtin",
        "builtinLocale": "C.UTF-8",
        "postInitSQL": instance_sql(postgres),
        "postInitApplicationSQL": shop_sql(postgres),
    }


def _postgresql(args: PostgresArgs) -> Manifest:
    postgres = args.topology.postgres
    # The operator's own rules follow; they would also let unencrypted connections in.
    settings: Manifest = {"parameters": parameters(postgres), "pg_hba": ["hostnossl all all all reject"]}
    if postgres.synchronous_replicas:
        settings["synchronous"] = {
            "method": "any",
            "number": postgres.synchronous_replicas,
            # Commits wait rather than be lost, and only a replica that has them all is promoted.
            "dataDurability": "required",
            "failoverQuorum": True,
        }
    return settings


def _storage(args: PostgresArgs) -> Manifest:
    postgres, storage_class = args.topology.postgres, args.topology.cluster.storage_class
    common = {"storageClass": storage_class} if storage_class else {}
    storage: Manifest = {"storage": {"size": postgres.storage, **common}}
    return storage | ({"walStorage": {"size": postgres.wal_storage, **common}} if postgres.wal_storage else {})


def _stopping() -> Manifest:
    return {
        # An isolated primary would else go on committing for its open sessions for three minutes, and lose it all
        # (cloudnative-pg issue 11280).
        "smartShutdownTimeout": 0,
        "switchoverDelay": SWITCHOVER_SECONDS,
        "stopDelay": STOP_SECONDS,
    }
