"""Pulumi's Kubernetes provider: the current one where it can be downloaded, else the newest Go module."""

import os
import re
from pathlib import Path

from cli import paths, process
from cli.console import say

FAMILY = "pulumi-kubernetes"
BUILT = "pulumi-resource-kubernetes"
# A machine that reaches package registries only gets its refusal quickly; a slow network still gets the download.
DOWNLOAD_SECONDS = 120


def wanted_version(lock: Path = paths.OPS_LOCK) -> str:
    """The version the locked SDK belongs to."""
    found = re.search(r"^pulumi-kubernetes==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return found.group(1) if found else ""


def installed(version: str) -> bool:
    """Whether Pulumi has downloaded the current provider already."""
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    return (home / "plugins" / f"resource-kubernetes-v{version}" / BUILT).is_file()


def must_build(pulumi: Path, log: Path) -> bool:
    """False when the current provider is there or could be downloaded.

    Once the built one is linked the question is settled: a stack keeps the provider it was made with.
    """
    if (paths.BIN / BUILT).exists():
        return True
    version = wanted_version()
    if installed(version):
        return False
    command = [pulumi, "plugin", "install", "resource", "kubernetes", version]
    status, out, err = process.capture(command, timeout=DOWNLOAD_SECONDS)
    with log.open("a", encoding="utf-8") as sink:
        sink.write(f"$ {' '.join(map(str, command))}\n{out}{err}")
    if status:
        say(f"      the Kubernetes provider {version} cannot be downloaded here: building the newest Go module instead")
    return status != 0
