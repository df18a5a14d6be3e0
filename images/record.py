"""`.rushhour/images.json`: which reference each image has now. Pulumi reads it."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path


def record(path: Path, references: dict[str, str]) -> None:
    """Add references to the record. Readers see the old file or the new one, never half of one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    merged = {**read(path), **references}
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".images-", suffix=".json")
    partial = Path(name)
    try:
        with os.fdopen(handle, "w") as stream:
            json.dump(dict(sorted(merged.items())), stream, indent=2)
            stream.write("\n")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def read(path: Path) -> dict[str, str]:
    """The record, empty where there is none or where it is not one."""
    try:
        found = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}
