"""Renders the chart with the real helm and hands back plain objects."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from topology import load
from topology.model import Topology
from topology.model.vocabulary import ImageName
from topology.render.helm_values import helm_values

CHECKOUT = Path(__file__).resolve().parents[2]
CHART = CHECKOUT / "helm" / "rushhour"
CI_SETS = sorted((CHART / "ci").glob("*-values.yaml"))
STACK_FILES = sorted(CHECKOUT.glob("Pulumi.*.yaml"))
IMAGES = {name: f"registry.example.com/rushhour/{name}:0123456789ab" for name in ImageName}
NAMESPACE = "rushhour"

Manifest = dict[str, Any]


class Refused(AssertionError):
    """helm ended with an error; the text is its own."""


def helm(*arguments: str, values: Any = None) -> str:
    """Run helm with values given as data on its standard input."""
    program = shutil.which(
        "helm", path=os.pathsep.join([str(CHECKOUT / ".rushhour" / "bin"), os.environ.get("PATH", "")])
    )
    if program is None:
        pytest.skip("helm is neither in .rushhour/bin nor on PATH; `make check` builds it")
    command = [program, *arguments, *(["--values=-"] if values is not None else [])]
    ended = subprocess.run(command, input=yaml.safe_dump(values), capture_output=True, text=True, timeout=60)
    if ended.returncode != 0:
        raise Refused(ended.stdout + ended.stderr)
    return ended.stdout


def render(values: Any) -> list[Manifest]:
    """Every object of the chart, as `helm install` would send it.

    Raises:
        Refused: the values are not accepted.
    """
    # helm guesses an old Kubernetes when it is not asked to talk to one.
    oldest = yaml.safe_load((CHART / "Chart.yaml").read_text())["kubeVersion"].removeprefix(">=").removesuffix("-0")
    text = helm(
        "template", "rushhour", str(CHART), f"--namespace={NAMESPACE}", f"--kube-version={oldest}", values=values
    )
    return [manifest for manifest in yaml.safe_load_all(text) if manifest]


def value_sets() -> dict[str, Any]:
    """The values of every stack and every set in ci/, by name."""
    stacks = {path.stem: stack_values(load(path)) for path in STACK_FILES}
    return stacks | {path.stem: yaml.safe_load(path.read_text()) for path in CI_SETS}


def stack_values(topology: Topology) -> dict[str, Any]:
    """What the Pulumi program passes, with images of made-up tags."""
    return helm_values(topology, IMAGES)


def named(manifests: list[Manifest], kind: str, name: str) -> Manifest:
    """The one object of a kind and name (a Job's name may go on after `name-`)."""
    found = [m for m in manifests if m["kind"] == kind and (m["metadata"]["name"] == name or (
        kind == "Job" and m["metadata"]["name"].rpartition("-")[0] == name))]  # fmt: skip
    assert len(found) == 1, (
        f"{kind} {name}: {len(found)} of {sorted((m['kind'], m['metadata']['name']) for m in manifests)}"
    )
    return found[0]


def workloads(manifests: list[Manifest]) -> list[Manifest]:
    """Everything that makes pods."""
    return [manifest for manifest in manifests if "template" in manifest.get("spec", {})]


def pod(workload: Manifest) -> Manifest:
    """The pod spec of a workload."""
    spec: Manifest = workload["spec"]["template"]["spec"]
    return spec


def containers(workload: Manifest) -> Iterator[Manifest]:
    """Init containers, then the others."""
    yield from pod(workload).get("initContainers", [])
    yield from pod(workload)["containers"]


def environment(manifests: list[Manifest], workload: Manifest) -> dict[str, str]:
    """What the first ordinary container of a workload finds in its environment."""
    container = pod(workload)["containers"][0]
    found: dict[str, str] = {}
    for source in container.get("envFrom", []):
        found |= named(manifests, "ConfigMap", source["configMapRef"]["name"])["data"]
    return found | {entry["name"]: entry["value"] for entry in container.get("env", [])}
