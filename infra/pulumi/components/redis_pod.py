"""The pod of a Redis shard: locked down, configured by files, probed over TLS by a user who can do nothing else."""

from __future__ import annotations

from typing import Any

from components.manifests import Manifest, labels, resources, spread
from components.pods import container, locked_pod, mounts
from components.redis_config import (
    ACL_DIRECTORY,
    CA_DIRECTORY,
    CONFIG_DIRECTORY,
    DATA_DIRECTORY,
    PROBE_USER,
    TLS_DIRECTORY,
)
from components.secrets import INTERNAL_CA
from topology.model.redis import RedisNode
from topology.model.vocabulary import Persistence, Role
from topology.ports import Port

REDIS_UID = 999  # of the image
STOP_SECONDS = 30  # to write what is not on disk yet


def pod(role: Role, node: RedisNode, image: str) -> Manifest:
    """Pod of one shard: what it mounts, how long it may take to stop, and its one container."""
    name = role.value
    volumes: list[Manifest] = [
        {"name": "config", "configMap": {"name": name}},
        {"name": "acl", "secret": {"secretName": f"{name}-acl", "defaultMode": 0o440}},
        {"name": "tls", "secret": {"secretName": f"{name}-tls", "defaultMode": 0o440}},
        {"name": "internal-ca", "configMap": {"name": INTERNAL_CA}},
    ]
    if node.persistence is Persistence.NONE:
        volumes.append({"name": "data", "emptyDir": {"sizeLimit": "16Mi"}})
    apart = spread(labels(name))
    return locked_pod(name, REDIS_UID, STOP_SECONDS, _container(node, image), volumes, topologySpreadConstraints=apart)


def _container(node: RedisNode, image: str) -> Manifest:
    ping = _probe_command()
    read_only = {"config": CONFIG_DIRECTORY, "acl": ACL_DIRECTORY, "tls": TLS_DIRECTORY, "internal-ca": CA_DIRECTORY}
    return container(
        "redis",
        image,
        args=[f"{CONFIG_DIRECTORY}/redis.conf"],
        ports=[{"name": "redis", "containerPort": Port.REDIS, "protocol": "TCP"}],
        resources=resources(node.resources),
        # Up to 10 minutes to load a large append-only file; after that, a server that answers within seconds.
        startupProbe={"exec": ping, "periodSeconds": 2, "timeoutSeconds": 5, "failureThreshold": 300},
        readinessProbe={"exec": ping, "periodSeconds": 10, "timeoutSeconds": 5, "failureThreshold": 2},
        livenessProbe={"exec": ping, "periodSeconds": 20, "timeoutSeconds": 10, "failureThreshold": 5},
        volumeMounts=mounts(read_only, data=DATA_DIRECTORY),
    )


def _probe_command() -> dict[str, Any]:
    # -e: an error reply such as LOADING is a failure. The probe's user has no password to hide.
    client = ["redis-cli", "-e", "--no-auth-warning", "-h", "localhost", "-p", str(Port.REDIS)]
    trust = ["--tls", "--cacert", f"{CA_DIRECTORY}/ca.crt"]
    return {"command": [*client, *trust, "--user", PROBE_USER, "--pass", "-", "ping"]}
