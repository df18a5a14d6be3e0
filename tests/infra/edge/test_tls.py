"""TLS at the edge (W4): who it is, how new the protocol, and on which of the machine's addresses."""

from __future__ import annotations

import json
import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from testinfra.host import Host

from tests.infra.support.site import Site

# Renewal begins 30 days before expiry (infra/pulumi/components/certificates.py); with half of that left it failed.
LEAST_LEFT = timedelta(days=15)
CONNECT_SECONDS = 3


def test_the_certificate_verifies(site: Site) -> None:
    """The chain leads to the stack's CA and the name is the site's: a browser with the CA sees no warning (W4)."""
    with site.handshake(site.context()) as secured:
        assert secured.version() == "TLSv1.3"


def test_verification_is_real(site: Site) -> None:
    """Without the stack's CA the same certificate is refused, and so is another name with it (W4)."""
    strangers_trust = ssl.create_default_context()
    strangers_trust.load_default_certs()
    with (
        pytest.raises(ssl.SSLCertVerificationError, match=r"unable to get local issuer|self.signed"),
        site.handshake(strangers_trust),
    ):
        pass
    with (
        pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"),
        site.handshake(site.context(), name="elsewhere.example.com"),
    ):
        pass


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2], ids=["TLSv1.2"])
def test_older_protocols_are_refused(site: Site, newest: ssl.TLSVersion) -> None:
    """TLS 1.2 and older find no common version (W4, O5)."""
    with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"), site.handshake(site.context(newest=newest)):
        pass


def test_http_2_is_offered(site: Site) -> None:
    """The edge picks HTTP/2 where the client knows it, and HTTP/1.1 where not (W4)."""
    for offered, picked in ((["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1")):
        context = site.context()
        context.set_alpn_protocols(offered)
        with site.handshake(context) as secured:
            assert secured.selected_alpn_protocol() == picked


def test_the_certificate_is_renewed_in_time(site: Site) -> None:
    """It is valid now and for two weeks more, and names the site (W4, O4)."""
    with site.handshake(site.context()) as secured:
        raw = secured.getpeercert(binary_form=True)
    assert raw is not None
    certificate = x509.load_der_x509_certificate(raw)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    assert certificate.not_valid_after_utc - datetime.now(UTC) > LEAST_LEFT
    assert site.facts.domain in names.get_values_for_type(x509.DNSName)


def test_the_site_answers_on_loopback_only(machine: Host, site: Site) -> None:
    """No other address of the machine accepts connections on the site's ports (O5)."""
    links = json.loads(machine.check_output("ip -json address show"))
    addresses = {a["local"] for link in links for a in link["addr_info"] if a["family"] == "inet"}
    outward = sorted(address for address in addresses if not address.startswith("127."))
    assert outward, "this machine has no address but loopback: nothing was proved"

    for port in (site.facts.https_port, site.facts.http_port):
        with socket.create_connection(("127.0.0.1", port), timeout=CONNECT_SECONDS):
            pass
        for address in outward:
            with pytest.raises(OSError, match=r"refused|timed out|unreachable|No route"):
                socket.create_connection((address, port), timeout=CONNECT_SECONDS).close()
