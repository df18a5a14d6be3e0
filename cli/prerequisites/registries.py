"""Ask each package registry one small question, the way the machine is configured to ask it."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cli import paths, process
from cli.prerequisites import Lack
from cli.tools import golang

SECONDS = 60


def reachable(*, pip: bool, go: bool, apt: bool) -> Iterator[Lack]:
    """The registries that are needed now answer; those whose packages are all cached are not asked."""
    if pip and (error := ask_pip()):
        yield Lack(
            f"the Python package index: {error}",
            "the locked packages come from it",
            "check `pip config list` and the proxy variables",
        )
    if go and (error := ask_go()):
        yield Lack(
            f"the Go module proxy: {error}",
            "the command-line tools are built from it",
            "check `go env GOPROXY GOSUMDB`",
        )
    if apt and (error := ask_apt()):
        yield Lack(
            f"the Debian package mirror: {error}",
            "containerd and buildah come from it",
            "check /etc/apt/sources.list*, then apt-get update",
        )


def ask_pip() -> str:
    """Nothing when pip can download one small locked package's metadata, else the reason."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--dest", folder]
        status, _, err = process.capture([*command, "iniconfig"], timeout=SECONDS)
    return _reason(status, err)


def ask_go() -> str:
    """Nothing when the compiler can resolve a module, else the reason. Without a compiler there is nothing to ask."""
    command = shutil.which("go")
    if not command:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        env = {**golang.Go(Path(command), "").environment(), "GOMODCACHE": folder, "GOFLAGS": "-modcacherw"}
        question = [command, "list", "-m", "-f", "{{.Version}}", "golang.org/x/mod@v0.30.0"]
        status, _, err = process.capture(question, timeout=SECONDS, env=env, cwd=paths.TOOLS)
    return _reason(status, err)


def ask_apt() -> str:
    """Nothing when apt can fetch its indexes, else the reason."""
    if os.geteuid() != 0:
        return ""
    command = ["apt-get", "update", "--quiet", "--quiet", "--error-on=any"]
    status, _, err = process.capture(command, timeout=SECONDS)
    return _reason(status, err)


def _reason(status: int, err: str) -> str:
    lines = [line.strip() for line in err.strip().splitlines() if line.strip()]
    return "" if status == 0 else (lines[-1][:200] if lines else f"exit status {status}")
