"""Certificates, checked with the verifier that clients use."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta

import pytest
from components.x509 import make_authority, make_certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

NAMES = ["redis-broker-0.redis-broker", "localhost", "127.0.0.1"]


@pytest.fixture(scope="module")
def authority():
    return make_authority("Test CA", 3650)


@pytest.fixture(scope="module")
def leaf(authority):
    return make_certificate(authority.certificate, authority.private_key, NAMES, 90)


def verify(trusted: str, certificate: str, name: x509.DNSName | x509.IPAddress) -> None:
    store = Store([x509.load_pem_x509_certificate(trusted.encode())])
    verifier = PolicyBuilder().store(store).build_server_verifier(name)
    verifier.verify(x509.load_pem_x509_certificate(certificate.encode()), [])


@pytest.mark.parametrize(
    "name", [x509.DNSName(NAMES[0]), x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
)
def test_clients_accept_every_name(authority, leaf, name: x509.DNSName | x509.IPAddress) -> None:
    """Chain, validity, key usage and name all pass."""
    verify(authority.certificate, leaf.certificate, name)


def test_clients_refuse_another_name(authority, leaf) -> None:
    """A certificate of one Redis role does not pass for another."""
    with pytest.raises(VerificationError):
        verify(authority.certificate, leaf.certificate, x509.DNSName("redis-cache-0.redis-cache"))


def test_clients_refuse_another_authority(leaf) -> None:
    """Nothing but this stack's own authority vouches for its servers."""
    with pytest.raises(VerificationError):
        verify(make_authority("Other CA", 3650).certificate, leaf.certificate, x509.DNSName(NAMES[0]))


def test_a_server_cannot_sign(authority, leaf) -> None:
    """A stolen server key makes no further certificates."""
    forged = make_certificate(leaf.certificate, leaf.private_key, ["evil.example.com"], 90)

    with pytest.raises(VerificationError):
        verify(authority.certificate, forged.certificate, x509.DNSName("evil.example.com"))


def test_keys_are_p256_and_belong_to_the_certificate(leaf) -> None:
    """Small and fast handshakes; a mixed-up pair would stop the server from starting."""
    key = load_pem_private_key(leaf.private_key.encode(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert key.curve.name == "secp256r1"

    assert x509.load_pem_x509_certificate(leaf.certificate.encode()).public_key() == key.public_key()


def test_lifetime_is_as_asked(leaf) -> None:
    """90 days from now, and already valid for a clock that is a little behind."""
    certificate = x509.load_pem_x509_certificate(leaf.certificate.encode())
    now = datetime.now(UTC)

    assert abs(certificate.not_valid_after_utc - now - timedelta(days=90)) < timedelta(minutes=5)
    assert certificate.not_valid_before_utc < now - timedelta(minutes=4)
