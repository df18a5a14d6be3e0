"""The release manifest of CloudNativePG: definitions, roles and the operator, of the version that is built."""

import os
import shutil
from pathlib import Path

from cli import process
from cli.errors import Failure
from cli.tools.families import module_version
from cli.tools.golang import Go

FAMILY = "cnpg"
MODULE = "github.com/cloudnative-pg/cloudnative-pg"


def ensure(folder: Path, go: Go, target: Path) -> None:
    """Have the manifest as `target`. Raises Failure when the module or the manifest cannot be had.

    Args:
        folder: `tools/cnpg`, whose go.mod names the version.
        target: the file to write, beside the operator's binary: both are of one version.
    """
    if target.is_file():
        return
    version = module_version(folder / "go.mod", MODULE)
    source = _module(folder, go) / "releases" / f"cnpg-{version.removeprefix('v')}.yaml"
    if not source.is_file():
        raise Failure(f"{source}: no such file", why="the CloudNativePG operator could not be installed")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    os.replace(part, target)


def _module(folder: Path, go: Go) -> Path:
    env = go.environment()
    process.capture([go.command, "mod", "download", MODULE], timeout=300, env=env, cwd=folder)
    status, out, err = process.capture([go.command, "list", "-m", "-f", "{{.Dir}}", MODULE], env=env, cwd=folder)
    if status or not out.strip():
        raise Failure(
            f"{MODULE} cannot be read: {err.strip() or 'not downloaded'}", fix="is the Go module proxy reachable?"
        )
    return Path(out.strip())
