"""Every secret value of the running stack, and where it must not be found.

Values are compared, never printed: a finding names the Secret, its key, and the place.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.infra.support.kube import Kube

# Public halves, and names.
PUBLIC_KEYS = {"ca.crt", "tls.crt", "username", "user", "host", "port", "dbname", "pgpass"}
# Shorter values could be found anywhere by chance.
LEAST_LENGTH = 12
CHUNK = 2**22


@dataclass(frozen=True, slots=True)
class Needle:
    """A secret in one of the forms it could turn up in. `text` is kept out of every representation."""

    name: str
    text: bytes = field(repr=False)


def needles(kube: Kube) -> list[Needle]:
    """All secret values of the namespace, in clear and in base64."""
    found: dict[bytes, str] = {}
    for secret in kube.items("secrets"):
        if secret["type"] == "helm.sh/release.v1":
            continue
        for key, encoded in (secret.get("data") or {}).items():
            if key in PUBLIC_KEYS:
                continue
            for text in _forms(base64.b64decode(encoded)):
                found.setdefault(text, f"{secret['metadata']['name']}/{key}")
    assert found, "the namespace has no secrets: nothing could be proved"
    return [Needle(name, text) for text, name in found.items()]


def _forms(value: bytes) -> Iterable[bytes]:
    lines = [line.strip() for line in value.splitlines()]
    # Of a PEM key the second line tells it apart from all others; of an ACL file only its hashes are worth looking for.
    body = lines[1] if len(lines) > 2 and lines[0].startswith(b"-----BEGIN") else value.strip()
    if len(body) < LEAST_LENGTH:
        return
    yield body
    # The last characters depend on what follows, and all keys of a kind begin alike.
    yield base64.b64encode(value).rstrip(b"=")[:-3]


def found_in(text: bytes, wanted: Iterable[Needle]) -> list[str]:
    """Names of the secrets that stand in a text."""
    return sorted({needle.name for needle in wanted if needle.text in text})


def found_in_files(files: Iterable[Path], wanted: list[Needle]) -> dict[str, list[str]]:
    """Names of the secrets that stand in files, by file. Files that vanish meanwhile are none."""
    overlap = max(len(needle.text) for needle in wanted)
    return {str(file): names for file in files if (names := sorted(_names_in_file(file, wanted, overlap)))}


def _names_in_file(file: Path, wanted: list[Needle], overlap: int) -> set[str]:
    names: set[str] = set()
    try:
        with file.open("rb") as stream:
            tail = b""
            while chunk := stream.read(CHUNK):
                names.update(found_in(tail + chunk, wanted))
                tail = chunk[-overlap:]
    except OSError:
        pass
    return names


def process_texts(kind: str) -> Mapping[str, bytes]:
    """`cmdline` or `environ` of every process of this machine, by pid and name."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found[f"{folder.name} {(folder / 'comm').read_text().strip()}"] = (folder / kind).read_bytes()
        except OSError:
            continue
    return found
