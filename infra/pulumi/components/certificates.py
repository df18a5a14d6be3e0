"""The stack's own certificate authority and server certificates, kept in Pulumi's state like `random_values`'s values.

They are made once. `pulumi up` renews a certificate that is about to expire and leaves all others alone, so a second
`up` changes nothing. Pickled by name: see `random_values`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult

from components.x509 import Pair, make_authority, make_certificate

AUTHORITY_DAYS = 3650
# A new authority means new trust everywhere, so it comes early and rarely.
AUTHORITY_RENEWAL_DAYS = 365
SERVER_DAYS = 90
SERVER_RENEWAL_DAYS = 30
_SECRET_OUTPUTS = ["private_key"]


class CertificateAuthorityProvider(ResourceProvider):
    """Makes an authority; replaces it when its name changes or its last year begins."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        """A new key and certificate."""
        pair = make_authority(props["common_name"], AUTHORITY_DAYS)
        return CreateResult(props["common_name"], {"common_name": props["common_name"], **_outputs(pair)})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Replacement reasons: another name, expiry within a year."""
        renamed = olds["common_name"] != news["common_name"]
        due = is_due(olds["not_after"], AUTHORITY_RENEWAL_DAYS)
        return DiffResult(changes=renamed or due, replaces=["common_name"] if renamed or due else [])


class ServerCertificateProvider(ResourceProvider):
    """Makes a server certificate; renews it in place when its names or authority change, or expiry is near."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        """A new key, signed by the authority."""
        return CreateResult(props["names"][0], _issued(props))

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """The same as creation: a renewal takes a new key too."""
        return UpdateResult(_issued(news))

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Reasons to renew: other names, another authority, expiry within the renewal window."""
        changed = any(olds[key] != news[key] for key in ("names", "authority_certificate"))
        return DiffResult(changes=changed or is_due(olds["not_after"], SERVER_RENEWAL_DAYS))


def is_due(not_after: str, renewal_days: int) -> bool:
    """Whether a certificate expires within so many days (`not_after`: ISO 8601 with offset)."""
    return datetime.now(UTC) > datetime.fromisoformat(not_after) - timedelta(days=renewal_days)


def _issued(props: dict[str, Any]) -> dict[str, Any]:
    pair = make_certificate(props["authority_certificate"], props["authority_key"], props["names"], SERVER_DAYS)
    return {**{key: props[key] for key in ("names", "authority_certificate", "authority_key")}, **_outputs(pair)}


def _outputs(pair: Pair) -> dict[str, str]:
    return {
        "certificate": pair.certificate,
        "private_key": pair.private_key,
        "not_after": pair.not_after.isoformat(),
    }


class CertificateAuthority(Resource, module="rushhour", name="CertificateAuthority"):
    """An authority that is trusted inside the stack and by whoever imports its certificate."""

    certificate: pulumi.Output[str]
    private_key: pulumi.Output[str]
    not_after: pulumi.Output[str]

    def __init__(self, name: str, *, common_name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        props = {"common_name": common_name, "certificate": None, "private_key": None, "not_after": None}
        super().__init__(CertificateAuthorityProvider(), name, props, _with_secrets(opts))


class ServerCertificate(Resource, module="rushhour", name="ServerCertificate"):
    """A certificate of one server, for all the names its clients call it by."""

    certificate: pulumi.Output[str]
    private_key: pulumi.Output[str]
    not_after: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        authority: CertificateAuthority,
        names: Sequence[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        props = {
            "names": list(names),
            "authority_certificate": authority.certificate,
            "authority_key": _secret(authority.private_key),
            "certificate": None,
            "private_key": None,
            "not_after": None,
        }
        super().__init__(ServerCertificateProvider(), name, props, _with_secrets(opts))

    @property
    def tls_data(self) -> dict[str, pulumi.Output[str]]:
        """`stringData` of a `kubernetes.io/tls` Secret."""
        return {"tls.crt": self.certificate, "tls.key": _secret(self.private_key)}


def _with_secrets(opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    extra = pulumi.ResourceOptions(additional_secret_outputs=_SECRET_OUTPUTS)
    return pulumi.ResourceOptions.merge(opts, extra)


def _secret(value: pulumi.Output[str]) -> pulumi.Output[str]:
    """Marked secret also where no engine does so (in tests)."""
    marked: pulumi.Output[str] = pulumi.Output.secret(value)
    return marked
