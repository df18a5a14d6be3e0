"""Every secret of the stack: made once, kept encrypted in Pulumi's state, handed to pods as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.certificates import CertificateAuthority, ServerCertificate
from components.field_keys import field_keys
from components.layer import Layer
from components.manifests import BASIC_AUTH, TLS, Manifest, config_map, dns_names, secret
from components.random_values import RandomSecret
from topology.model import Topology
from topology.model.vocabulary import PostgresRole, Role
from topology.render.app_environment import SECRET_FILES
from topology.render.messages_environment import GATEWAY_CA, MESSAGE_SECRET_FILES

# Keys of the Secrets the pods mount, by Postgres role and Redis role.
DATABASE_PASSWORDS = {
    PostgresRole.APP: "database_password",
    PostgresRole.READER: "database_replica_password",
    PostgresRole.ANALYTICS: "analytics_database_password",
}
REDIS_PASSWORDS = {
    Role.REDIS_CACHE: "cache_password",
    Role.REDIS_SESSIONS: "sessions_password",
    Role.REDIS_LONG_TERM: "long_term_password",
    Role.REDIS_BROKER: "broker_password",
}
# Of the exporter that asks every Redis for its figures.
REDIS_METRICS_PASSWORD = "redis_metrics_password"  # noqa: S105 - a key
POSTGRES_SECRETS = {
    PostgresRole.OWNER: "postgres-owner",
    PostgresRole.APP: "postgres-app",
    PostgresRole.READER: "postgres-reader",
    PostgresRole.ANALYTICS: "postgres-analytics",
}
OBJECT_STORE_KEYS = ("object_store_access_key", "object_store_secret_key")
OBJECT_STORE_SECRET = "object-store"  # noqa: S105 - the Secret's name
INTERNAL_CA = "internal-ca"
EDGE_TLS = "edge-tls"
_OWNER_PASSWORD = "database_owner_password"  # noqa: S105 - a key
_SIZES = {"secret_key": 48}  # Django warns below 50 characters; the others get 32 bytes


@dataclass(frozen=True, kw_only=True)
class SecretsArgs:
    """What the secrets depend on.

    Attributes:
        topology: the deployment.
        object_store_keys: the access key and secret key of a store outside; None where the stack runs its own.
        message_secrets: files of the services outside that take messages; none where there are none.
    """

    topology: Topology
    object_store_keys: tuple[pulumi.Input[str], pulumi.Input[str]] | None = None
    message_secrets: Mapping[str, pulumi.Output[str]] = field(default_factory=dict)


class Secrets(Layer):
    """Passwords, keys, the certificate authority, and the Kubernetes Secrets made of them.

    Attributes:
        values: secret file name to secret value.
        authority: signs the certificates of Redis and the edge.
        edge_certificate: the edge's, or None where the stack file names a Secret.
    """

    values: Mapping[str, pulumi.Output[str]]
    authority: CertificateAuthority
    edge_certificate: ServerCertificate | None

    def __init__(
        self,
        args: SecretsArgs,
        *,
        after: Sequence[pulumi.Resource] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("secrets", after=after, opts=opts)
        self._namespace = args.topology.cluster.namespace
        self.values = self._make_values(args)
        self.authority = CertificateAuthority(
            "internal-ca", common_name="Rushhour internal CA", opts=pulumi.ResourceOptions(parent=self)
        )
        self.edge_certificate = self._make_edge_certificate(args.topology)
        for manifest in self._manifests():
            self.add(manifest)
        self.register_outputs({"ca_certificate": self.authority.certificate})

    def _make_values(self, args: SecretsArgs) -> dict[str, pulumi.Output[str]]:
        given = dict(zip(OBJECT_STORE_KEYS, args.object_store_keys or (), strict=False))
        values = {key: pulumi.Output.secret(value) for key, value in given.items()} | {**args.message_secrets}
        values["field_encryption_key"] = field_keys(args.topology.field_encryption, parent=self)
        for key in (*SECRET_FILES, _OWNER_PASSWORD, REDIS_METRICS_PASSWORD):
            if key not in values:
                options = pulumi.ResourceOptions(parent=self)
                values[key] = RandomSecret(key.replace("_", "-"), size=_SIZES.get(key, 32), opts=options).secret
        return values

    def _make_edge_certificate(self, topology: Topology) -> ServerCertificate | None:
        if topology.site.tls_secret:
            return None
        return ServerCertificate(
            "edge",
            authority=self.authority,
            names=edge_names(topology),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _manifests(self) -> list[Manifest]:
        namespace, store_keys = self._namespace, {key: self.values[key] for key in OBJECT_STORE_KEYS}
        manifests = [
            secret("app-secrets", namespace, None, app_files(self.values)),
            secret("migrate-secrets", namespace, None, migrate_files(self.values)),
            secret(OBJECT_STORE_SECRET, namespace, Role.OBJECT_STORE, store_keys),
            *(self._login(role) for role in PostgresRole),
            config_map(INTERNAL_CA, namespace, None, {"ca.crt": self.authority.certificate}),
        ]
        if self.edge_certificate:
            manifests.append(secret(EDGE_TLS, namespace, Role.EDGE, self.edge_certificate.tls_data, TLS))
        return manifests

    def _login(self, role: PostgresRole) -> Manifest:
        password = self.values[DATABASE_PASSWORDS.get(role, _OWNER_PASSWORD)]
        data = {"username": role.value, "password": password}
        login = secret(POSTGRES_SECRETS[role], self._namespace, Role.POSTGRES, data, BASIC_AUTH)
        # The operator re-reads a Secret with this label, so a rotated password takes effect without a restart.
        login["metadata"]["labels"]["cnpg.io/reload"] = "true"
        return login


def app_files(values: Mapping[str, pulumi.Output[str]]) -> dict[str, pulumi.Output[str]]:
    """What web, workers and beat mount."""
    return {key: values[key] for key in (*SECRET_FILES, *MESSAGE_SECRET_FILES, GATEWAY_CA) if key in values}


def migrate_files(values: Mapping[str, pulumi.Output[str]]) -> dict[str, pulumi.Output[str]]:
    """What the migration Job mounts: the same files, with the owner's password in the place of the application's."""
    return app_files(values) | {"database_password": values[_OWNER_PASSWORD]}


def edge_names(topology: Topology) -> list[str]:
    """Names of the edge's certificate: the site's, and what pods call it."""
    namespace = topology.cluster.namespace
    inside = reversed(dns_names(Role.EDGE.value, namespace))  # in this order since the first: another one renews it
    loopback = ["127.0.0.1", "::1"] if topology.site.domain == "localhost" else []
    return [topology.site.domain, *inside, *loopback]
