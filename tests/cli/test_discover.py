"""Tools the machine has are used where they fit, and only there."""

from pathlib import Path

import pytest

from cli import paths
from cli.tools import discover

KUBECTL = '{{"clientVersion": {{"gitVersion": "{}"}}}}'


def offer(folder: Path, name: str, says: str, status: int = 0) -> Path:
    """Put a command into `folder` that answers every question with `says`."""
    folder.mkdir(parents=True, exist_ok=True)
    command = folder / name
    command.write_text(f"#!/bin/sh\necho '{says}'\nexit {status}\n")
    command.chmod(0o755)
    return command


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checkout: Path) -> Path:
    """A machine whose PATH is one empty folder, after the checkout's own commands."""
    folder = tmp_path / "bin"
    monkeypatch.setenv("PATH", f"{paths.BIN}:{folder}")
    return folder


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ("v1.34.2", True),
        ("v1.33.9", True),
        ("v1.35.0", True),
        ("v1.36.0", False),
        ("v1.32.4", False),
        ("v1.34.2-dispatcher", False),
        ("v1.34.2-gke.100", False),
    ],
)
def test_kubectl_is_upstream_and_one_minor_version_away(machine: Path, version: str, fits: bool) -> None:
    """A kubectl too far from the cluster, or a vendor's wrapper, is not used."""
    command = offer(machine, "kubectl", KUBECTL.format(version))

    assert discover.kubectl() == ({"kubectl": command} if fits else {})


@pytest.mark.parametrize(
    ("version", "fits"), [("v3.14.0+g1", True), ("v3.20.0", True), ("v3.9.4", False), ("v4.0.1", False)]
)
def test_helm_is_a_new_enough_three(machine: Path, version: str, fits: bool) -> None:
    """Helm 4 renders differently and old ones lack flags."""
    offer(machine, "helm", version)

    assert bool(discover.usable("helm")) is fits


def test_pulumi_counts_only_with_its_language_host(machine: Path) -> None:
    """An engine that cannot start a Python program is no help: both are taken or both are built."""
    engine = offer(machine, "pulumi", "v3.260.1")
    assert discover.usable("pulumi") == {}

    host = offer(machine, "pulumi-language-python", "")

    assert discover.usable("pulumi") == {"pulumi": engine}
    assert discover.usable("pulumi-language-python") == {"pulumi-language-python": host}


def test_older_engine_than_the_sdk_is_not_used(machine: Path) -> None:
    """The SDK is pinned; an older engine lacks its protocol."""
    offer(machine, "pulumi", "v3.100.0")
    offer(machine, "pulumi-language-python", "")

    assert discover.usable("pulumi") == {}


def test_own_link_is_not_the_machines_tool(machine: Path) -> None:
    """After `. .rushhour/env` our commands come first on PATH: they must not be taken for the machine's."""
    offer(paths.BIN, "helm", "v3.20.0")

    assert discover.usable("helm") == {}


def test_command_that_fails_is_not_used(machine: Path) -> None:
    """A broken installation is as good as none."""
    offer(machine, "helm", "v3.20.0", status=1)

    assert discover.usable("helm") == {}
