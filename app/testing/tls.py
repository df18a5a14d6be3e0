"""Certificates of any age, and a server on loopback that shows them."""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

POSTGRES_ASKS = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"


class Authority:
    """Signs servers' certificates for 127.0.0.1. `days`: until its own ends."""

    def __init__(self, folder: Path, *, days: float = 3650) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        own = _named("authority", self._key, days).add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        self.file = folder / "ca.crt"
        self.file.write_bytes(_pem(own.sign(self._key, hashes.SHA256())))

    def server(self, name: str, *, days: float) -> Path:
        """Certificate and key of a server in one file, to end in so many days (negative: that long ago)."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        certificate = _named(name, key, days).add_extension(names, False).sign(self._key, hashes.SHA256())
        form = serialization.PrivateFormat.PKCS8
        file = self._folder / f"{name}.pem"
        file.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()) + _pem(certificate)
        )
        return file


@contextmanager
def serving(pair: Path, *, postgres: bool = False) -> Iterator[int]:
    """A port that shows this certificate at once, as Redis does, or as Postgres when it is asked for TLS first."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        # Loaded for each: the file may be another one by then.
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pair)
            with suppress(OSError), plain:
                plain.settimeout(5)
                if postgres:
                    plain.sendall(b"S" if plain.recv(8) == POSTGRES_ASKS else b"N")
                with context.wrap_socket(plain, server_side=True) as wire:
                    wire.recv(1)

    threading.Thread(target=answer, name="tls server", daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _named(name: str, key: ec.EllipticCurvePrivateKey, days: float) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return x509.CertificateBuilder(
        subject_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
        issuer_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")]),
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - datetime.timedelta(days=100),
        not_valid_after=now + datetime.timedelta(days=days),
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
