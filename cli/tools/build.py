"""Build one command at a time into the per-user cache; a command is there whole or not at all."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli import paths, process
from cli.console import Ticker
from cli.tools.families import Family
from cli.tools.golang import Go


def home(family: Family, go: Go) -> Path:
    """`<cache>/tools/<family>-<hash>`: another version, flag or compiler is another folder."""
    return paths.cache() / "tools" / f"{family.name}-{family.key(go.version)}"


def missing(family: Family, go: Go) -> list[str]:
    """The family's commands that are not in the cache yet."""
    wanted = family.wanted or tuple(family.commands)
    return [name for name in wanted if not (home(family, go) / "bin" / name).is_file()]


@contextmanager
def cache_lock() -> Iterator[None]:
    """One builder at a time for each user: two checkouts that start together build everything once."""
    folder = paths.cache() / "tools"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with Ticker("another checkout is building tools: waiting for it"):
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def build(family: Family, command: str, go: Go, log: Path) -> Path:
    """Build `command` and move it into place in one step, so that an interrupted build leaves nothing that looks done.

    Raises Failure with the compiler's last lines.
    """
    target = home(family, go) / "bin" / command
    target.parent.mkdir(parents=True, exist_ok=True)
    for left_over in target.parent.glob(".part-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".part-", dir=target.parent) as part:
        made = Path(part) / command
        argv: list[str | Path] = [go.command, "build", "-trimpath", "-ldflags", family.ldflags, "-o", made]
        process.run(
            [*argv, family.commands[command]],
            log=log,
            cwd=family.folder,
            env=go.environment(),
            what=f"building {command}",
        )
        os.replace(made, target)
    return target
