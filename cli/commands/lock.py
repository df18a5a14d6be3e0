"""Renew the lock files."""

import argparse
import re
import sys
import tempfile
from pathlib import Path

from cli import console, paths, process

# Only `make lock` needs it, so it is not among the locked packages.
UV = "uv==0.13.9"
PYTHON_OF_GROUP = {"go": "3.11", "ops": "3.11", "app": "3.13", "app-test": "3.13"}

HELP = """Renew requirements/*.txt from pyproject.toml's dependency groups, with hashes.

  make lock                    add and remove what pyproject.toml asks for, keep every other pin
  python3 -m cli lock --upgrade   take the newest allowed versions
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """--upgrade and the groups."""
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions pyproject.toml allows")
    parser.add_argument("groups", nargs="*", default=list(PYTHON_OF_GROUP), help="go, ops, app, app-test (all)")


def run(options: argparse.Namespace) -> int:
    """0 when the files are renewed."""
    log = process.start_log("lock")
    with tempfile.TemporaryDirectory() as folder:
        uv = _uv(Path(folder), log)
        for group in options.groups:
            target = paths.CHECKOUT / "requirements" / f"{group}.txt"
            with console.Ticker(f"resolving {target.relative_to(paths.CHECKOUT)}"):
                process.run(_compile(uv, group, target, upgrade=options.upgrade), log=log, what=f"locking {group}")
                _check(target)
    return 0


def _uv(folder: Path, log: Path) -> Path:
    process.run([sys.executable, "-m", "venv", folder], log=log, what="making an environment for uv")
    process.run([folder / "bin" / "pip", "install", "--quiet", UV], log=log, what=f"installing {UV}")
    return folder / "bin" / "uv"


def _compile(uv: Path, group: str, target: Path, *, upgrade: bool) -> list[str | Path]:
    command: list[str | Path] = [uv, "pip", "compile", "--generate-hashes", "--no-annotate"]
    command += ["--custom-compile-command", "make lock", "--python-version", PYTHON_OF_GROUP[group]]
    command += ["--group", f"pyproject.toml:{group}", "--output-file", target.relative_to(paths.CHECKOUT)]
    return command + (["--upgrade"] if upgrade else [])


def _check(target: Path) -> None:
    """A lock file must not carry where this machine happens to fetch packages."""
    text = target.read_text(encoding="utf-8")
    kept = re.sub(r"^--(index-url|extra-index-url|find-links).*\n", "", text, flags=re.MULTILINE)
    if kept != text:
        target.write_text(kept, encoding="utf-8")
