#!/usr/bin/python
"""Keep the certificate authorities and certificates of one cluster: make, check, renew."""

from __future__ import annotations

import datetime
import ipaddress
import os
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DOCUMENTATION = """
module: certificates
short_description: Keep authorities and certificates of one cluster in a folder
description:
  - Writes C(<name>.crt) (0644) and C(<name>.key) (0600) for each authority and certificate, ECDSA P-256.
  - A certificate is made again when it is missing, near its end, not signed by the authority, or says something else.
  - It carries what RFC 5280 asks for, key identifiers too, so that clients which verify strictly take it.
  - A private key is made together with its certificate and never leaves the folder. An authority of which only the
    extensions change keeps its key, so that whoever trusts its earlier certificate trusts what it signs now.
options:
  directory: {type: path, required: true, description: "Folder of the files; it must exist."}
  authorities: {type: list, elements: dict, required: true, description: "name, common_name"}
  certificates: {type: list, elements: dict, required: true,
    description: "name, authority, common_name, usage (client, server, peer), organization, alternative_names"}
  key_pairs: {type: list, elements: str, default: [], description: "Keys alone: <name>.key and <name>.pub."}
  days: {type: int, default: 365, description: "Life of a certificate. An authority lives ten times as long."}
  renew_days: {type: int, default: 30, description: "Days before its end at which a certificate is renewed."}
"""

USAGES = {
    "client": [ExtendedKeyUsageOID.CLIENT_AUTH],
    "server": [ExtendedKeyUsageOID.SERVER_AUTH],
    "peer": [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH],
}
NOW = datetime.datetime.now(datetime.UTC)


def subject(entry: dict[str, Any]) -> x509.Name:
    """Build the subject Kubernetes reads: organization is the group, common name the user."""
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, entry["common_name"])]
    if entry.get("organization"):
        parts.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, entry["organization"]))
    return x509.Name(parts)


def extensions(entry: dict[str, Any], key: Any, signer: Any | None) -> list[tuple[x509.ExtensionType, bool]]:
    """List the extensions an entry's certificate carries, with their criticality.

    `key` and `signer` are public keys; without a signer the entry is an authority, which signs itself.
    """
    authority = signer is None
    found: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=authority, path_length=0 if authority else None), True),
        (key_usage(authority), True),
        (x509.SubjectKeyIdentifier.from_public_key(key), False),
    ]
    if not authority:
        found.append((x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), False))
        found.append((x509.ExtendedKeyUsage(USAGES[entry["usage"]]), False))
    if entry.get("alternative_names"):
        found.append((x509.SubjectAlternativeName([general_name(n) for n in entry["alternative_names"]]), False))
    return found


def key_usage(authority: bool) -> x509.KeyUsage:
    """An authority signs certificates, everything else signs handshakes."""
    nothing = dict.fromkeys(["content_commitment", "key_encipherment", "data_encipherment", "key_agreement"], False)
    nothing |= {"encipher_only": False, "decipher_only": False}
    return x509.KeyUsage(digital_signature=not authority, key_cert_sign=authority, crl_sign=authority, **nothing)


def general_name(text: str) -> x509.GeneralName:
    """Tell addresses from DNS names."""
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


class Folder:
    """The certificates on disk. `changed` names what was made, `check` makes nothing."""

    def __init__(self, params: dict[str, Any], check: bool) -> None:
        self.path = Path(params["directory"])
        self.days, self.renew = params["days"], datetime.timedelta(days=params["renew_days"])
        self.check = check
        self.changed: list[str] = []

    def ensure(self, entry: dict[str, Any], authority: str | None = None) -> None:
        """Make the certificate of an entry unless a good one is there. Without authority it signs itself."""
        name = entry["name"]
        if self.fault(entry, authority) is None:
            return
        self.changed.append(name)
        if self.check:
            return
        key = ec.generate_private_key(ec.SECP256R1())
        signer = self.key(authority) if authority else key
        issuer = self.certificate(authority).subject if authority else subject(entry)
        builder = x509.CertificateBuilder(issuer, subject(entry), key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(NOW - datetime.timedelta(minutes=5))
        builder = builder.not_valid_after(NOW + datetime.timedelta(days=self.days * (1 if authority else 10)))
        for extension, critical in extensions(entry, key.public_key(), signer.public_key() if authority else None):
            builder = builder.add_extension(extension, critical)
        certificate = builder.sign(signer, hashes.SHA256())
        self.write(f"{name}.key", private_bytes(key), 0o600)
        self.write(f"{name}.crt", certificate.public_bytes(serialization.Encoding.PEM), 0o644)

    def ensure_key_pair(self, name: str) -> None:
        """Make a key and its public half unless both are there."""
        if (self.path / f"{name}.key").exists() and (self.path / f"{name}.pub").exists():
            return
        self.changed.append(name)
        if self.check:
            return
        key = ec.generate_private_key(ec.SECP256R1())
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        public = key.public_key().public_bytes(serialization.Encoding.PEM, form)
        self.write(f"{name}.key", private_bytes(key), 0o600)
        self.write(f"{name}.pub", public, 0o644)

    def fault(self, entry: dict[str, Any], authority: str | None) -> str | None:
        """Say why the entry's certificate has to be made, or None."""
        name = entry["name"]
        if not all((self.path / f"{name}.{ending}").exists() for ending in ("key", "crt")):
            return "missing"
        certificate = self.certificate(name)
        if certificate.not_valid_after_utc - NOW < self.renew:
            return "near its end"
        if certificate.public_key() != self.key(name).public_key():
            return "not of its key"
        if certificate.subject != subject(entry):
            return "names somebody else"
        if authority in self.changed:
            return "its authority is new"
        signer = self.certificate(authority).public_key() if authority else None
        wanted = set(extensions(entry, certificate.public_key(), signer))
        # An authority stays as it is while it is valid: a kubeconfig with another one is another cluster to Pulumi's
        # older Kubernetes provider, which then replaces every resource.
        if authority and wanted != {(found.value, found.critical) for found in certificate.extensions}:
            return "says something else"
        try:
            certificate.verify_directly_issued_by(self.certificate(authority or name))
        except (InvalidSignature, ValueError):
            return "not signed by its authority"
        return None

    def certificate(self, name: str) -> x509.Certificate:
        return x509.load_pem_x509_certificate((self.path / f"{name}.crt").read_bytes())

    def key(self, name: str) -> Any:
        return serialization.load_pem_private_key((self.path / f"{name}.key").read_bytes(), password=None)

    def write(self, name: str, content: bytes, mode: int) -> None:
        """Write a whole file or nothing, never readable by others in between."""
        temporary = self.path / f".{name}.new"
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
        temporary.replace(self.path / name)


def private_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain)


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "directory": {"type": "path", "required": True},
            "authorities": {"type": "list", "elements": "dict", "required": True},
            "certificates": {"type": "list", "elements": "dict", "required": True},
            "key_pairs": {"type": "list", "elements": "str", "default": [], "no_log": False},
            "days": {"type": "int", "default": 365},
            "renew_days": {"type": "int", "default": 30},
        },
        supports_check_mode=True,
    )
    folder = Folder(module.params, module.check_mode)
    for authority in module.params["authorities"]:
        folder.ensure(authority)
    for certificate in module.params["certificates"]:
        folder.ensure(certificate, certificate["authority"])
    for name in module.params["key_pairs"]:
        folder.ensure_key_pair(name)
    module.exit_json(changed=bool(folder.changed), made=folder.changed)


if __name__ == "__main__":
    main()
