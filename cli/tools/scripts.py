"""The Python side of Pulumi's language host: scripts from the SDK at the engine's version.

The language host that exists as a Go module is older than the engine, so the scripts it starts are taken from the SDK
module that `tools/pulumi/go.mod` pins, and stand beside it.
"""

import os
import shutil
from pathlib import Path

from cli.errors import Failure
from cli.tools.families import module_version
from cli.tools.golang import Go

SDK = "github.com/pulumi/pulumi/sdk/v3"
WANTED = ("python/cmd/pulumi-language-python-exec", "python/dist/*")

EXECUTOR = "pulumi-language-python-exec"


def ensure(engine_folder: Path, go: Go, target: Path) -> None:
    """Have the scripts in `target`, executable. Raises Failure when the SDK module cannot be had."""
    stamp = target / f".{EXECUTOR}.version"
    version = module_version(engine_folder / "go.mod", SDK)
    if (target / EXECUTOR).is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == version:
        return
    _copy_all(engine_folder, go, target)
    stamp.write_text(version, encoding="utf-8")


def _copy_all(engine_folder: Path, go: Go, target: Path) -> None:
    sdk = go.module_folder(SDK, engine_folder)
    sources = [path for pattern in WANTED for path in sorted(sdk.glob(pattern)) if path.suffix != ".cmd"]
    if not sources:
        raise Failure(
            f"{sdk} holds none of {', '.join(WANTED)}",
            why="Pulumi could not start a Python program",
            fix=f"look where version {module_version(engine_folder / 'go.mod', SDK)} of the SDK keeps them",
        )
    for source in sources:
        _copy(source, target / source.name)


def _copy(source: Path, target: Path) -> None:
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    part.chmod(0o755)
    os.replace(part, target)
