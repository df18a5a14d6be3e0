"""The exporter that asks every Redis of the stack: over TLS, as a user who may read figures and no key."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pulumi

from components.manifests import (
    Manifest,
    labels,
    metadata,
    resources,
)
from components.pods import container, locked_pod, mounts, template
from components.redis_config import CA_DIRECTORY
from components.secrets import INTERNAL_CA
from topology.model import Topology
from topology.model.vocabulary import ImageName, Role
from topology.ports import Port
from topology.render.scrape import redis_questions

NAME = Role.REDIS_EXPORTER.value
UID = 10004  # of the image
SECRETS_DIRECTORY = "/run/secrets/redis-metrics"
PASSWORDS = "passwords.json"
STOP_SECONDS = 10


def passwords(topology: Topology, password: str) -> str:
    """The exporter's file: for each address it may be asked about, the password it proves itself with.

    A question about another address is asked without one, so nobody can make it give the password away.
    """
    return json.dumps(dict.fromkeys(redis_questions(topology), password), indent=1)


def deployment(topology: Topology, images: Mapping[ImageName, str], stamp: pulumi.Input[str]) -> Manifest:
    """One pod; it keeps nothing. `stamp`: changes with the password and the authority, which it reads at its start."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata(NAME, topology.cluster.namespace, NAME),
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": labels(NAME)},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
            "template": template(NAME, _pod(topology, images), stamp),
        },
    }


def _pod(topology: Topology, images: Mapping[ImageName, str]) -> Manifest:
    volumes: list[Manifest] = [
        {"name": "passwords", "secret": {"secretName": NAME, "defaultMode": 0o440}},
        {"name": "internal-ca", "configMap": {"name": INTERNAL_CA}},
    ]
    probe = {"httpGet": {"path": "/health", "port": "metrics"}, "timeoutSeconds": 5}
    exporter = container(
        NAME,
        images[ImageName.REDIS_EXPORTER],
        args=arguments(),
        ports=[{"name": "metrics", "containerPort": Port.REDIS_EXPORTER, "protocol": "TCP"}],
        resources=resources(topology.monitoring.redis_exporter.resources),
        readinessProbe={**probe, "periodSeconds": 5},
        livenessProbe={**probe, "periodSeconds": 20, "failureThreshold": 5},
        volumeMounts=mounts({"passwords": SECRETS_DIRECTORY, "internal-ca": CA_DIRECTORY}),
    )
    return locked_pod(NAME, UID, STOP_SECONDS, exporter, volumes)


def arguments() -> list[str]:
    """Command line. No address of its own: it is told with each question which Redis is meant."""
    return [
        "-redis.addr=",
        f"-redis.password-file={SECRETS_DIRECTORY}/{PASSWORDS}",
        f"-tls-ca-cert-file={CA_DIRECTORY}/ca.crt",
        f"-web.listen-address=:{Port.REDIS_EXPORTER}",
        "-connection-timeout=5s",
        # CONFIG and CLIENT SETNAME are not among the user's rights; INFO says what the alerts need.
        "-config-command=-",
        "-set-client-name=false",
        "-log-format=json",
    ]
