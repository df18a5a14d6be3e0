"""The release manifest of CloudNativePG: definitions, roles and the operator, of the version that is built."""

import os
import shutil
from pathlib import Path

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
    source = go.module_folder(MODULE, folder) / "releases" / f"cnpg-{version.removeprefix('v')}.yaml"
    if not source.is_file():
        raise Failure(
            f"{source}: no such file",
            why="the CloudNativePG operator could not be installed",
            fix=f"name a released version of {MODULE} in {folder.name}/go.mod",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    os.replace(part, target)
