"""The generators of secrets and certificates: what they make, when they make it anew, and what the state remembers."""

from __future__ import annotations

import base64
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from components.certificates import CertificateAuthorityProvider, ServerCertificateProvider
from components.random_values import RandomSecretProvider, RandomSuffixProvider
from pulumi.dynamic.dynamic import serialize_provider

PROVIDERS = [RandomSecretProvider, RandomSuffixProvider, CertificateAuthorityProvider, ServerCertificateProvider]


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.__name__)
def test_state_remembers_a_name_and_no_code(provider: type) -> None:
    """Pickled by value, any edit of the file would show as a change of every secret on the next `pulumi up`."""
    pickled = base64.b64decode(serialize_provider(provider()))

    assert len(pickled) < 150
    assert f"components.{provider.__module__.removeprefix('components.')}".encode() in pickled
    assert isinstance(pickle.loads(pickled), provider)  # noqa: S301 - our own, made just now


def test_secret_is_url_safe_and_never_the_same() -> None:
    """No quoting rule of a shell, a URL or an ACL file can break on it."""
    values = [RandomSecretProvider().create({"bytes": 32}).outs["value"] for _ in range(50)]

    assert len(set(values)) == 50
    assert all(len(value) == 43 and value.replace("-", "").replace("_", "").isalnum() for value in values)


@pytest.mark.parametrize(("size", "changes"), [(32, False), (48, True)])
def test_secret_changes_only_with_its_length(size: int, changes: bool) -> None:
    """A second `up` keeps it; another length replaces it."""
    verdict = RandomSecretProvider().diff("id", {"bytes": 32, "value": "v"}, {"bytes": size})

    assert verdict.changes is changes
    assert verdict.replaces == (["bytes"] if changes else [])


def test_suffix_never_changes() -> None:
    """It names the folder of the backups."""
    assert RandomSuffixProvider().diff("id", {"value": "0a1b2c3d"}, {}).changes is False


def test_authority_outs_are_complete() -> None:
    """Everything the Python side declares is there after creation."""
    outs = CertificateAuthorityProvider().create({"common_name": "Test CA"}).outs

    assert set(outs) == {"common_name", "certificate", "private_key", "not_after"}


@pytest.mark.parametrize(
    ("days_left", "name", "replaced"), [(3000, "Test CA", False), (300, "Test CA", True), (3000, "Other", True)]
)
def test_authority_is_replaced_in_its_last_year(days_left: int, name: str, replaced: bool) -> None:
    """Ten years long nothing happens; then a new one comes a year before the old one ends."""
    olds = {"common_name": "Test CA", "not_after": in_days(days_left)}
    verdict = CertificateAuthorityProvider().diff("id", olds, {"common_name": name})

    assert (verdict.changes, verdict.replaces) == (replaced, ["common_name"] if replaced else [])


@pytest.mark.parametrize(
    ("days_left", "change", "renewed"),
    [
        (60, {}, False),
        (31, {}, False),
        (29, {}, True),
        (-1, {}, True),
        (60, {"names": ["b"]}, True),
        (60, {"authority_certificate": "new"}, True),
    ],
)
def test_server_certificate_is_renewed_when_due(days_left: int, change: dict[str, Any], renewed: bool) -> None:
    """In the last 30 of its 90 days, or when names or authority change; in place, never by replacement."""
    olds = {"names": ["a"], "authority_certificate": "pem", "not_after": in_days(days_left)}
    verdict = ServerCertificateProvider().diff("id", olds, {"names": ["a"], "authority_certificate": "pem"} | change)

    assert verdict.changes is renewed
    assert not verdict.replaces


def test_renewal_makes_a_new_key() -> None:
    """An old key that leaked is of no use after the renewal."""
    authority = CertificateAuthorityProvider().create({"common_name": "Test CA"}).outs
    props = {
        "names": ["a"],
        "authority_certificate": authority["certificate"],
        "authority_key": authority["private_key"],
    }
    provider = ServerCertificateProvider()
    first = provider.create(props).outs
    second = provider.update("id", first, props).outs

    assert set(first) == set(second)
    assert first["private_key"] != second["private_key"]
