"""Backups of Postgres: WAL as it is written, base backups on schedule, both in the object store."""

from __future__ import annotations

import pulumi

from components.manifests import Manifest, metadata
from components.postgres_names import API, CLUSTER
from components.secrets import OBJECT_STORE_KEYS, OBJECT_STORE_SECRET
from topology.model import Topology
from topology.model.vocabulary import Role
from topology.render.app_environment import object_store_address

# The newer AWS SDKs add checksums that other S3 servers refuse (archiving then fails with exit status 4).
_S3_ENVIRONMENT = {
    "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
    "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
}


def scheduled_backup(topology: Topology) -> Manifest:
    """Base backups on schedule, the first one at once: without it the archived WAL restores nothing."""
    return {
        "apiVersion": API,
        "kind": "ScheduledBackup",
        "metadata": metadata(CLUSTER, topology.cluster.namespace, Role.POSTGRES),
        "spec": {
            "schedule": topology.postgres.backups.schedule,
            "immediate": True,
            "method": "barmanObjectStore",
            "backupOwnerReference": "cluster",
            "cluster": {"name": CLUSTER},
        },
    }


def environment(topology: Topology) -> dict[str, str]:
    """What the archiver's S3 client is told."""
    return {**_S3_ENVIRONMENT, "AWS_DEFAULT_REGION": topology.object_store.region}


def backup(topology: Topology, archive: pulumi.Input[str]) -> Manifest:
    """Where WAL and base backups go. `archive`: the cluster's folder in the bucket."""
    store, backups = topology.object_store, topology.postgres.backups
    access, secret = ({"name": OBJECT_STORE_SECRET, "key": key} for key in OBJECT_STORE_KEYS)
    return {
        "retentionPolicy": f"{backups.retention_days}d",
        "barmanObjectStore": {
            "destinationPath": f"s3://{store.backups_bucket}/",
            "endpointURL": object_store_address(topology),
            "serverName": archive,
            "s3Credentials": {"accessKeyId": access, "secretAccessKey": secret},
            "wal": {"compression": "gzip", "maxParallel": 2},
            "data": {"compression": "gzip", "immediateCheckpoint": True},
        },
    }
