"""Put every tool into `.rushhour/bin`: found on PATH, taken from the cache, or built."""

import os
import shutil
from pathlib import Path

from cli import paths, process
from cli.console import Ticker
from cli.tools import build, families, golang, scripts
from cli.tools.families import Family
from cli.tools.golang import Go

LANGUAGE_HOST = "pulumi-language-python"


def everything(*, only: set[str] | None = None) -> None:
    """Make the families (`only` these, when named) available in `.rushhour/bin`."""
    log = process.start_log("tools")
    wanted = [family for family in families.load() if not only or family.name in only]
    go = golang.find(log)
    with build.cache_lock():
        todo = [(family, command) for family in wanted for command in build.missing(family, go)]
        for number, (family, command) in enumerate(todo, start=1):
            with Ticker(f"building {command} {family.version} ({number} of {len(todo)})"):
                build.build(family, command, go, log)
                if family.name == LANGUAGE_HOST:
                    scripts.install(paths.TOOLS / "pulumi", go, build.home(family, go) / "bin")
        for family in wanted:
            link(family, go)


def link(family: Family, go: Go) -> None:
    """Point `.rushhour/bin/<name>` at everything the family brings."""
    for source in sorted((build.home(family, go) / "bin").iterdir()):
        if not source.name.startswith("."):
            symlink(source, paths.private_directory(paths.BIN) / source.name)


def symlink(source: Path, target: Path) -> None:
    """Make `target` a link to `source`, replacing what was there in one step."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    part.symlink_to(source)
    os.replace(part, target)


def found(name: str) -> str | None:
    """The command that `.rushhour/bin` offers, if any."""
    return shutil.which(name, path=str(paths.BIN))
