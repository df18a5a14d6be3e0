"""Writes small stack files for the tests of the topology."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from topology import TopologyError, load
from topology.problems import Problem

ROOT = Path(__file__).resolve().parents[2]
STACK_FILES = (ROOT / "Pulumi.local.yaml", ROOT / "Pulumi.production.yaml")
# The least that makes the defaults fit the embedded cluster.
FITS_EMBEDDED: dict[str, Any] = {"edge": {"serviceType": "NodePort"}, "site": {"httpsPort": 8443, "httpPort": 8080}}


def write_stack(folder: Path, **keys: Any) -> Path:
    """A stack file with these `rushhour:` keys over the least that is valid."""
    path = folder / "Pulumi.test.yaml"
    path.write_text(yaml.safe_dump({"config": {f"rushhour:{k}": v for k, v in {**FITS_EMBEDDED, **keys}.items()}}))
    return path


def problems_of(path: Path) -> list[Problem]:
    """What `load` refuses the file for; empty when it is accepted."""
    try:
        load(path)
    except TopologyError as error:
        return error.problems
    return []
