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
    restricted_container,
    restricted_pod,
)
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
            "template": {
                "metadata": {"labels": labels(NAME), "annotations": {"rushhour/checksum": stamp}},
                "spec": _pod(topology, images),
            },
        },
    }


def _pod(topology: Topology, images: Mapping[ImageName, str]) -> Manifest:
    return {
        "serviceAccountName": NAME,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": STOP_SECONDS,
        "securityContext": restricted_pod(UID),
        "containers": [_container(topology, images)],
        "volumes": [
            {"name": "passwords", "secret": {"secretName": NAME, "defaultMode": 0o440}},
            {"name": "internal-ca", "configMap": {"name": INTERNAL_CA}},
        ],
    }


def _container(topology: Topology, images: Mapping[ImageName, str]) -> Manifest:
    probe = {"httpGet": {"path": "/health", "port": "metrics"}, "timeoutSeconds": 5}
    return {
        "name": NAME,
        "image": images[ImageName.REDIS_EXPORTER],
        "args": arguments(),
        "ports": [{"name": "metrics", "containerPort": Port.REDIS_EXPORTER, "protocol": "TCP"}],
        "resources": resources(topology.monitoring.redis_exporter.resources),
        "securityContext": restricted_container(),
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "readinessProbe": {**probe, "periodSeconds": 5},
        "livenessProbe": {**probe, "periodSeconds": 20, "failureThreshold": 5},
        "volumeMounts": [
            {"name": "passwords", "mountPath": SECRETS_DIRECTORY, "readOnly": True},
            {"name": "internal-ca", "mountPath": CA_DIRECTORY, "readOnly": True},
        ],
    }


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
