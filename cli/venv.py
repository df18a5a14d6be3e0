"""The Python environment of the operations side: hash-locked, cached per user, reached through `.venv`."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from cli import paths, process
from cli.errors import Failure
from cli.tools.install import symlink

COMPLETE = ".complete"  # written last: a folder without it is an interrupted installation


def home() -> Path:
    """`<cache>/venv/<hash>`: another lock file or Python is another folder."""
    if not paths.OPS_LOCK.is_file():
        raise Failure(
            f"{paths.OPS_LOCK} is missing", why="it names every Python package with its hash", fix="git checkout it"
        )
    digest = hashlib.sha256(paths.OPS_LOCK.read_bytes() + f"{sys.version}{sys.executable}".encode())
    return paths.cache() / "venv" / digest.hexdigest()[:16]


def python() -> Path:
    """The environment's interpreter."""
    return paths.VENV_LINK / "bin" / "python"


def ready() -> bool:
    """Whether the environment for this lock file is installed and linked."""
    return paths.VENV_LINK.resolve() == home().resolve() and (home() / COMPLETE).is_file()


def ensure() -> bool:
    """Install what is locked, if it is not there; True when something was installed.

    Raises Failure with pip's own last lines, for example when a hash differs or no package index answers.
    """
    target = home()
    made = not (target / COMPLETE).is_file()
    if made:
        _install(target, process.start_log("venv"))
    if paths.VENV_LINK.exists() and not paths.VENV_LINK.is_symlink():
        raise Failure(
            f"{paths.VENV_LINK} is a folder of your own",
            why="the cached environment is linked to that name",
            fix=f"move it away: mv {paths.VENV_LINK} {paths.VENV_LINK}.mine",
        )
    symlink(target, paths.VENV_LINK)
    return made


def _install(target: Path, log: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    _venv_module(log)
    process.run([sys.executable, "-m", "venv", target], log=log, what="making the Python environment")
    pip = [target / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    process.run([*pip, "--require-hashes", "-r", paths.OPS_LOCK], log=log, what="installing the locked Python packages")
    (target / COMPLETE).touch()


def _venv_module(log: Path) -> None:
    """Debian ships `venv` as a package of its own."""
    if process.capture([sys.executable, "-c", "import ensurepip, venv"])[0] == 0:
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Failure(
            f"{sys.executable} has no venv module",
            why="the locked Python packages are installed into an environment of their own",
            fix=f"apt-get install {package}",
        )
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    process.run(["apt-get", "update"], log=log, env=env, what="apt-get update")
    process.run(
        ["apt-get", "install", "-y", "--no-install-recommends", package], log=log, env=env, what=f"installing {package}"
    )
