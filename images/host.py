"""What builds borrow from this machine: certificates it trusts, its Debian mirror, its pip and Maven settings.

All of it reaches a build as secret mounts (`RUN --mount=type=secret`), which exist during one command and in no layer:
a company's proxy certificate or mirror password must not travel inside an image.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SUITE = "trixie"
DEBIAN = "http://deb.debian.org/debian"
DEBIAN_SECURITY = "http://deb.debian.org/debian-security"
_CA_BUNDLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_PIP_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout")
_APT_SETTINGS = ("Acquire::http::", "Acquire::https::", "Acquire::Retries")


def write_secrets(folder: Path) -> dict[str, Path]:
    """Write this machine's build settings into a private folder.

    Returns:
        secret id, as the Containerfiles name it -> file. An id is absent where the machine has no such setting.
    """
    texts = {
        "apt-sources": "".join(f"{line}\n" for line in apt_sources()),
        "apt-conf": "".join(f"{line};\n" for line in apt_settings()),
        "pip-conf": _pip_configuration(),
    }
    secrets: dict[str, Path] = {}
    for name, text in texts.items():
        secrets[name] = folder / name
        secrets[name].touch(mode=0o600)
        secrets[name].write_text(text)
    for name, path in (("host-ca", ca_bundle()), ("maven-settings", Path.home() / ".m2" / "settings.xml")):
        if path is not None and path.is_file():
            secrets[name] = path
    return secrets


def ca_bundle() -> Path | None:
    """The certificates this machine trusts, in one file; a network that intercepts TLS has added its own there."""
    named = [os.environ[name] for name in _CA_BUNDLES if name in os.environ]
    for candidate in (*named, "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"):
        if Path(candidate).is_file():
            return Path(candidate)
    return None


def apt_sources() -> list[str]:
    """Lines of a `sources.list` for the images' Debian release, from the mirrors this machine uses itself."""
    archive, security = DEBIAN, DEBIAN_SECURITY
    listing = _output("apt-get", "indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(SITE)", "Created-By: Packages")
    for line in listing.splitlines():
        origin, label, site = line.split("|", 2)
        if (origin, label) == ("Debian", "Debian"):
            archive = site
        elif (origin, label) == ("Debian", "Debian-Security"):
            security = site
    return [
        f"deb {archive} {SUITE} main",
        f"deb {archive} {SUITE}-updates main",
        f"deb {security} {SUITE}-security main",
    ]


def apt_settings() -> list[str]:
    """How this machine's apt downloads: proxies, retries; lines of an apt.conf without the closing semicolon."""
    dumped = _output("apt-config", "dump", "--no-empty").splitlines()
    return [line.rstrip(";") for line in dumped if line.startswith(_APT_SETTINGS)]


def _pip_configuration() -> str:
    """This machine's pip settings that say where packages come from, as a pip.conf; environment before file."""
    listed = _output(sys.executable, "-m", "pip", "config", "list")
    found: dict[str, str] = {}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        scope, _, name = key.partition(".")
        if scope in ("global", "install", ":env:"):
            found[name] = value.strip("'\"")
    found |= {
        name: os.environ[key]
        for name in _PIP_SETTINGS
        if (key := f"PIP_{name.upper().replace('-', '_')}") in os.environ
    }
    lines = [f"{name} = {found[name]}" for name in _PIP_SETTINGS if name in found]
    return "\n".join(["[global]", *lines, ""])


def _output(*command: str) -> str:
    """What a command prints, or nothing where this machine has no such command."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        return ""
