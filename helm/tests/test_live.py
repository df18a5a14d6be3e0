"""The API server's own judgement of every object, without making any."""

from __future__ import annotations

import copy
import os
import subprocess
from typing import Any

import pytest
import yaml

from helm.tests.chart import CHECKOUT, render, value_sets

SETS = value_sets()


@pytest.mark.live
@pytest.mark.parametrize("name", sorted(SETS))
def test_the_api_server_accepts_every_object(name: str) -> None:
    """Each field is known to it and valid, and it warns of nothing (strict validation, dry run)."""
    values = copy.deepcopy(SETS[name])
    # Taken by the running stack, and a dry run asks whether they are free.
    values["edge"].get("service", {}).update({"httpsNodePort": None, "httpNodePort": None})
    manifests = [_elsewhere(manifest) for manifest in render(values)]
    command = ["kubectl", "create", "--dry-run=server", "--validate=strict", "--filename=-"]
    ended = subprocess.run(
        command,
        input=yaml.safe_dump_all(manifests),
        env={"KUBECONFIG": str(CHECKOUT / ".rushhour" / "kubeconfig"), **os.environ},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("(server dry run)") == len(manifests)


def _elsewhere(manifest: dict[str, Any]) -> dict[str, Any]:
    """Into a namespace where no object of that name exists."""
    return {**manifest, "metadata": {**manifest["metadata"], "namespace": "default"}}
