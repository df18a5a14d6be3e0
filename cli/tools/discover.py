"""Which tools the machine already has in a usable version: those are linked and nothing is built for them."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from cli import paths, process
from cli.tools import families

Version = tuple[int, int]
NEWEST = 9999

# Charts of version 2 with `helm template --validate` as the tests use it.
HELM = ((3, 14), (3, NEWEST))


def engine_versions() -> tuple[Version, Version]:
    """Pulumi engines that fit: the Python SDK is pinned to the version built here."""
    major, minor = built_version("pulumi")
    return (major, minor), (major, NEWEST)


def kubectl_versions() -> tuple[Version, Version]:
    """kubectl works with API servers at most one minor version away."""
    major, minor = built_version("kubernetes")
    return (major, minor - 1), (major, minor + 1)


def built_version(family: str) -> Version:
    """Major and minor version of a family in `tools/`."""
    version = next(known.version for known in families.load() if known.name == family)
    major, minor = version.removeprefix("v").split(".")[:2]
    return int(major), int(minor)


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
    engine = _command("pulumi", ["version"], r"^v(\d+)\.(\d+)\.", engine_versions())
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
    return _command(
        "kubectl", ["version", "--client", "--output=json"], r'"gitVersion": "v(\d+)\.(\d+)\.\d+"', kubectl_versions()
    )


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
