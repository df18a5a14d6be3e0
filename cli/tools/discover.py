"""Which tools the machine already has in a usable version: those are linked and nothing is built for them."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from cli import paths, process

Version = tuple[int, int]

# kubectl works with API servers one minor version away; the embedded cluster is 1.34.
KUBECTL = ((1, 33), (1, 35))
HELM = ((3, 14), (3, 999))
# The Python SDK is pinned to 3.250: an older engine does not know its protocol.
PULUMI = ((3, 250), (3, 9999))


def usable(family: str) -> dict[str, Path]:
    """Command name to its place on PATH, when all the family's commands a person would have are usable; else empty."""
    finder = FINDERS.get(family)
    return finder() if finder else {}


def on_path(name: str) -> Path | None:
    """The command on PATH, leaving out `.rushhour/bin` (it may hold an older answer of ours)."""
    ours = str(paths.BIN)
    path = os.pathsep.join(part for part in os.environ.get("PATH", "").split(os.pathsep) if part and part != ours)
    found = shutil.which(name, path=path)
    return Path(found) if found else None


def _helm() -> dict[str, Path]:
    return _command("helm", ["version", "--short"], r"^v(\d+)\.(\d+)\.", HELM)


def _pulumi() -> dict[str, Path]:
    engine = _command("pulumi", ["version"], r"^v(\d+)\.(\d+)\.", PULUMI)
    host = on_path("pulumi-language-python")
    return {**engine, "pulumi-language-python": host} if engine and host else {}


def _language_host() -> dict[str, Path]:
    found = _pulumi()
    return {name: place for name, place in found.items() if name == "pulumi-language-python"}


def _engine() -> dict[str, Path]:
    found = _pulumi()
    return {name: place for name, place in found.items() if name == "pulumi"}


def kubectl() -> dict[str, Path]:
    """kubectl, if an upstream build near enough to the cluster. Vendors' wrappers name themselves in the version."""
    return _command("kubectl", ["version", "--client", "--output=json"], r'"gitVersion": "v(\d+)\.(\d+)\.\d+"', KUBECTL)


def _command(name: str, question: list[str], pattern: str, allowed: tuple[Version, Version]) -> dict[str, Path]:
    place = on_path(name)
    if place is None:
        return {}
    status, out, _ = process.capture([place, *question])
    found = re.search(pattern, out, re.MULTILINE)
    fits = status == 0 and found is not None and allowed[0] <= (int(found[1]), int(found[2])) <= allowed[1]
    return {name: place} if fits else {}


FINDERS: dict[str, Callable[[], dict[str, Path]]] = {
    "helm": _helm,
    "pulumi": _engine,
    "pulumi-language-python": _language_host,
}
