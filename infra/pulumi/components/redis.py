"""One Redis role: a StatefulSet of independent servers (shards), each reached by its own name, over TLS only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.certificates import ServerCertificate
from components.layer import Layer
from components.manifests import (
    TLS,
    Manifest,
    checksum,
    config_map,
    disruption_budget,
    dns_names,
    labels,
    metadata,
    secret,
    service_account,
    volume_claim,
)
from components.pods import stateful_set_of, template
from components.redis_config import (
    redis_conf,
    users_acl,
)
from components.redis_pod import pod
from components.secrets import REDIS_METRICS_PASSWORD, REDIS_PASSWORDS, Secrets
from topology.model import Topology
from topology.model.redis import RedisNode
from topology.model.vocabulary import ImageName, Persistence, Role
from topology.ports import Port
from topology.render.app_environment import redis_address


@dataclass(frozen=True, kw_only=True)
class RedisArgs:
    """What one role is made of.

    Attributes:
        topology: the deployment.
        role: which of the four.
        images: full references.
        secrets: for the password and the authority.
    """

    topology: Topology
    role: Role
    images: Mapping[ImageName, str]
    secrets: Secrets

    @property
    def node(self) -> RedisNode:
        """The role's part of the topology."""
        return self.topology.redis.by_role()[self.role]

    @property
    def namespace(self) -> str:
        """Where it runs."""
        return self.topology.cluster.namespace


class Redis(Layer):
    """`addresses`: host and port of every shard."""

    addresses: list[str]

    def __init__(
        self,
        args: RedisArgs,
        *,
        after: Sequence[pulumi.Resource] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        name = args.role.value
        super().__init__(name, after=after, opts=opts)
        certificate = ServerCertificate(
            name,
            authority=args.secrets.authority,
            names=server_names(args.role, args.node.shards, args.namespace),
            opts=pulumi.ResourceOptions(parent=self),
        )
        passwords = (args.secrets.values[key] for key in (REDIS_PASSWORDS[args.role], REDIS_METRICS_PASSWORD))
        acl = pulumi.Output.all(*passwords).apply(lambda texts: users_acl(*texts))
        conf = redis_conf(args.node)
        files = [
            self.add(service_account(name, args.namespace, args.topology.images.pull_secret)),
            self.add(config_map(name, args.namespace, name, {"redis.conf": conf})),
            self.add(secret(f"{name}-acl", args.namespace, name, {"users.acl": acl})),
            self.add(secret(f"{name}-tls", args.namespace, name, certificate.tls_data, TLS)),
        ]
        # Redis reads certificate and users at start: a changed one rolls the pods, one at a time.
        stamp = pulumi.Output.all(certificate.certificate, acl).apply(lambda read: checksum(conf, *read))
        self.add(service(args))
        self.add(disruption_budget(name, args.namespace, labels(name)))
        self.add(stateful_set(args, pulumi.Output.unsecret(stamp)), after=files)
        self.addresses = [redis_address(args.role, shard) for shard in range(args.node.shards)]
        self.register_outputs({"addresses": self.addresses})


def server_names(role: Role, shards: int, namespace: str) -> list[str]:
    """Every name a client may call a shard by, and `localhost` for the pod's own probe."""
    hosts = [f"{role}-{shard}.{role}" for shard in range(shards)]
    return [*(name for host in hosts for name in dns_names(host, namespace)), "localhost"]


def service(args: RedisArgs) -> Manifest:
    """Headless: it gives each pod the name its clients and its certificate know."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(args.role.value, args.namespace, args.role.value),
        "spec": {
            "clusterIP": "None",
            # A shard that is still loading its data must not be found.
            "publishNotReadyAddresses": False,
            "selector": labels(args.role.value),
            "ports": [{"name": "redis", "port": Port.REDIS, "targetPort": "redis", "protocol": "TCP"}],
        },
    }


def stateful_set(args: RedisArgs, stamp: pulumi.Input[str]) -> Manifest:
    """The servers. `stamp`: changes when they have to be restarted."""
    name = args.role.value
    spec: Manifest = {
        "replicas": args.node.shards,
        # Shards know nothing of each other, so none has to wait for another.
        "podManagementPolicy": "Parallel",
    }
    if args.node.persistence is not Persistence.NONE:
        storage_class = args.topology.cluster.storage_class
        spec["volumeClaimTemplates"] = [volume_claim(name, args.node.storage, storage_class)]
    pods = template(name, pod(args.role, args.node, args.images[ImageName.REDIS]), stamp)
    return stateful_set_of(name, args.namespace, pods, **spec)
