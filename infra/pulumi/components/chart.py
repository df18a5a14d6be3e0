"""The chart `helm/rushhour` as plain manifests: the app's one home, for `helm install` and for this program."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from components.errors import StackError
from components.manifests import Manifest

RELEASE = "rushhour"
_SECONDS = 60


def render(chart: Path, namespace: str, values: dict[str, Any]) -> list[Manifest]:
    """Every object of the chart, in the order Helm would install them.

    Raises:
        StackError: helm is missing, or refuses the values; the message is Helm's own.
    """
    helm = shutil.which("helm")
    if helm is None:
        raise StackError(
            "helm is not on PATH. The app's manifests could not be rendered. Run `source .rushhour/env` first."
        )
    command = [helm, "template", RELEASE, str(chart), "--namespace", namespace, "--values", "-"]
    command += ["--kube-version", oldest_kubernetes(chart)]
    try:
        done = subprocess.run(
            command, input=yaml.safe_dump(values), capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise StackError(f"`{' '.join(command)}` did not end within {_SECONDS} s. Is the machine overloaded?") from None
    if done.returncode:
        raise StackError(f"the chart {chart} was refused by helm:\n{done.stderr.strip()}")
    return [manifest for manifest in yaml.safe_load_all(done.stdout) if manifest]


def oldest_kubernetes(chart: Path) -> str:
    """The oldest Kubernetes version the chart takes, from its own `kubeVersion: ">=1.34.0-0"`.

    Without a cluster to ask, helm would assume the version it was built with, which differs from one helm to the next.
    """
    wanted = str(yaml.safe_load((chart / "Chart.yaml").read_text())["kubeVersion"])
    return wanted.removeprefix(">=").removesuffix("-0")
