"""What shoppers meet first: failures and an expired certificate (M5, W4)."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.drills.support.trouble import Watcher, stopped
from tests.infra.support.kube import Kube
from tests.infra.support.site import Site
from tests.infra.support.visitor import Visitor
from topology.model.vocabulary import Role

SECRET = "edge-tls"
ROLLOUT_SECONDS = 180
#: what the alerts of failures look back
WINDOW_SECONDS = 300


def test_a_burst_of_failures_is_told_while_shoppers_meet_it(watcher: Watcher, kube: Kube, site: Site) -> None:
    """Without a web pod what the edge has no copy of fails: told within minutes, and over soon after it (M5, T)."""
    watcher.quiet("ServerErrors")
    with Visitor(site) as visitor:
        with stopped(kube, f"deployment/{Role.WEB}"):
            watcher.fires("ServerErrors", "AvailabilityBudgetBurns")
        failed = [kind for _, kind in visitor.failures if kind.startswith("5")]
        watcher.clears("ServerErrors", window=WINDOW_SECONDS)

    assert len(failed) > 20, visitor.summary()


def pair(name: str, *, ends: datetime) -> dict[str, str]:
    """A certificate of its own and its key, as a Secret holds them."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - timedelta(days=90))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    text = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files = {"tls.crt": made.public_bytes(serialization.Encoding.PEM), "tls.key": key.private_bytes(*text)}
    return {file: base64.b64encode(content).decode() for file, content in files.items()}


@contextmanager
def certificate(kube: Kube, data: dict[str, str]) -> Iterator[None]:
    """Another certificate at the edge; its own afterwards."""
    own = kube.get("secret", SECRET)["data"]
    try:
        serve(kube, data)
        yield
    finally:
        serve(kube, own)


def serve(kube: Kube, data: dict[str, str]) -> None:
    """Put a certificate into the edge's Secret, and let all edge pods read it."""
    patch = {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls", "data": data}
    kube.apply({**patch, "metadata": {"name": SECRET, "namespace": kube.namespace}})
    workload = f"deployment/{Role.EDGE}"
    kube.run("rollout", "restart", workload, "-n", kube.namespace)
    kube.wait_for_rollout(workload, seconds=ROLLOUT_SECONDS)


def test_an_expired_certificate_is_told(watcher: Watcher, kube: Kube, site: Site) -> None:
    """Critical, until the edge serves one that is valid; then browsers are content again (M5)."""
    watcher.quiet("CertificateExpires")
    expired = pair(site.facts.domain, ends=datetime.now(UTC) - timedelta(hours=1))
    with certificate(kube, expired):
        watcher.fires("CertificateExpires")
    watcher.clears("CertificateExpires")

    assert site.get(f"/?verify={uuid.uuid4().hex}").status_code == 200
