"""Module certificates: made once, renewed in time, private."""

from __future__ import annotations

import datetime
import ssl
from pathlib import Path
from typing import Any

import certificates
import pytest

AUTHORITY = {"name": "ca", "common_name": "test"}
SERVER: dict[str, Any] = {
    "name": "server",
    "authority": "ca",
    "usage": "server",
    "common_name": "server",
    "alternative_names": ["127.0.0.1", "localhost"],
}


def converge(path: Path, server: dict[str, Any] = SERVER, **params: Any) -> list[str]:
    """Run the module's work on a folder and return what it made."""
    folder = certificates.Folder({"directory": path, "days": 365, "renew_days": 30, **params}, check=False)
    folder.ensure(AUTHORITY)
    folder.ensure(server, "ca")
    folder.ensure_key_pair("accounts")
    return folder.changed


def test_second_run_makes_nothing(tmp_path: Path) -> None:
    """Certificates that are good are left alone."""
    assert converge(tmp_path) == ["ca", "server", "accounts"]
    assert converge(tmp_path) == []


def test_keys_are_private(tmp_path: Path) -> None:
    """Only the owner reads a key."""
    converge(tmp_path)
    assert {file.stat().st_mode & 0o777 for file in tmp_path.glob("*.key")} == {0o600}
    assert len(list(tmp_path.glob("*.key"))) == 3


def test_certificate_near_its_end_is_renewed(tmp_path: Path) -> None:
    """A certificate with fewer days left than renew_days is made again, its authority is not."""
    converge(tmp_path, days=20, renew_days=10)
    assert converge(tmp_path, days=365, renew_days=30) == ["server"]


@pytest.mark.parametrize(
    "change", [{"alternative_names": ["localhost"]}, {"usage": "client"}, {"common_name": "x"}, {"organization": "g"}]
)
def test_certificate_that_says_something_else_is_replaced(tmp_path: Path, change: dict[str, Any]) -> None:
    """A changed name, group, address or use needs a new certificate."""
    converge(tmp_path)
    assert converge(tmp_path, {**SERVER, **change}) == ["server"]


def test_new_authority_replaces_everything_it_signed(tmp_path: Path) -> None:
    """A lost authority is made again, and nothing keeps a signature nobody trusts."""
    converge(tmp_path)
    (tmp_path / "ca.crt").unlink()
    assert converge(tmp_path) == ["ca", "server"]


def test_certificate_of_another_key_is_replaced(tmp_path: Path) -> None:
    """A half-restored folder is noticed."""
    converge(tmp_path)
    (tmp_path / "server.key").write_bytes((tmp_path / "ca.key").read_bytes())
    assert converge(tmp_path) == ["server"]


def test_server_certificate_is_for_servers_only(tmp_path: Path) -> None:
    """The key usage that keeps a server's certificate from being used as a client's."""
    converge(tmp_path)
    certificate = certificates.Folder({"directory": tmp_path, "days": 1, "renew_days": 0}, True).certificate("server")
    usage = certificate.extensions.get_extension_for_class(certificates.x509.ExtendedKeyUsage).value
    assert list(usage) == [certificates.ExtendedKeyUsageOID.SERVER_AUTH]
    assert certificate.not_valid_after_utc - certificates.NOW <= datetime.timedelta(days=365)


def test_strict_client_accepts_the_server(tmp_path: Path) -> None:
    """A real handshake as Python 3.13 makes it by default: RFC 5280's rules on top of OpenSSL's own."""
    converge(tmp_path)

    assert shake_hands(tmp_path, trusted=tmp_path / "ca.crt") == "TLSv1.3"


def test_strict_client_refuses_what_was_made_without_key_identifiers(tmp_path: Path) -> None:
    """The handshake of this file really is strict: certificates as they once were do not pass it."""
    make_as_before(tmp_path)

    with pytest.raises(ssl.SSLCertVerificationError, match="Key Identifier"):
        shake_hands(tmp_path, trusted=tmp_path / "ca.crt")


def test_folder_of_before_keeps_its_authority(tmp_path: Path) -> None:
    """What it signs gets key identifiers. A kubeconfig with another authority would be another cluster to Pulumi."""
    make_as_before(tmp_path)
    authority = (tmp_path / "ca.crt").read_bytes()
    key = (tmp_path / "server.key").read_bytes()

    assert converge(tmp_path) == ["server", "accounts"]

    assert (tmp_path / "ca.crt").read_bytes() == authority
    assert (tmp_path / "server.key").read_bytes() != key
    shake_hands(tmp_path, trusted=tmp_path / "ca.crt", strict=False)
    assert converge(tmp_path) == []


def make_as_before(path: Path) -> None:
    """An authority and a server's certificate without key identifiers, as this module once made them."""
    identifiers = (certificates.x509.SubjectKeyIdentifier, certificates.x509.AuthorityKeyIdentifier)
    complete = certificates.extensions

    def incomplete(*arguments: Any) -> list[Any]:
        return [found for found in complete(*arguments) if not isinstance(found[0], identifiers)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificates, "extensions", incomplete)
        folder = certificates.Folder({"directory": path, "days": 365, "renew_days": 30}, check=False)
        folder.ensure(AUTHORITY)
        folder.ensure(SERVER, "ca")


def shake_hands(path: Path, *, trusted: Path, strict: bool = True) -> str:
    """Connect to a server with the folder's certificate; the protocol. Raises what the client's verification raises."""
    client, server = ssl.create_default_context(cafile=trusted), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client.verify_flags = ssl.VERIFY_X509_TRUSTED_FIRST | (ssl.VERIFY_X509_STRICT if strict else 0)
    server.load_cert_chain(path / "server.crt", path / "server.key")
    to_server, to_client, from_server, from_client = (ssl.MemoryBIO() for _ in range(4))
    ends = [
        client.wrap_bio(from_server, to_server, server_hostname="localhost"),
        server.wrap_bio(from_client, to_client, server_side=True),
    ]
    waiting = list(ends)
    while waiting:
        for end in list(waiting):
            try:
                end.do_handshake()
                waiting.remove(end)
            except ssl.SSLWantReadError:
                pass
        from_client.write(to_server.read())
        from_server.write(to_client.read())
    return str(ends[0].version())
