"""What a build can see: the files of an image, their fingerprint, and the folder they are laid out in.

The tag is computed from the very list the context is made of, so a file that is not part of the tag cannot be part of
the image.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from images.catalogue import BY_NAME, Image
from images.rootfs import origin as rootfs_origin

TAG_LENGTH = 12
# Raise it when the way images are built changes in a manner that no input shows (a new build argument, say).
RECIPE = "1"
# Layers must not depend on when a checkout was made: every file in a context carries this time (2026-01-01 UTC).
MTIME = 1_767_225_600
_DERIVED = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"}
_DERIVED_SUFFIXES = {".pyc", ".swp", ".orig"}
_TESTS = {"tests", "testing", "conftest.py", "pytest.ini", "coverage.ini", "development.env"}


class MissingInput(Exception):
    """Something an image is built from is not there."""


@dataclass(frozen=True)
class Entry:
    """A file of a build context."""

    place: str  # path inside the context
    source: Path
    executable: bool


def entries(image: Image, checkout: Path) -> list[Entry]:
    """The files of the image's context, sorted by place.

    Raises:
        MissingInput: an input or a tool does not exist.
    """
    found = [entry for path in (image.home, *image.inputs) for entry in _walk(checkout, path, image.without_tests)]
    found += [Entry(place, _tool(image, command, checkout), True) for place, command in image.tools.items()]
    return sorted(found, key=lambda entry: entry.place)


def tag(image: Image, checkout: Path) -> str:
    """The image's tag: twelve hex digits over its files, links, target, architecture and the tag of its base."""
    digest = hashlib.sha256()
    parent = tag(BY_NAME[image.base], checkout) if image.base else rootfs_origin()
    for part in (RECIPE, platform.machine(), image.name, image.target or "", parent):
        digest.update(f"{part}\0".encode())
    for place, target in sorted(image.links.items()):
        digest.update(f"link {place} {target}\0".encode())
    for entry in entries(image, checkout):
        digest.update(f"{entry.place} {entry.executable:d} {_content(entry.source)}\0".encode())
    return digest.hexdigest()[:TAG_LENGTH]


def lay_out(image: Image, checkout: Path, folder: Path) -> None:
    """Copy the image's files into an empty folder, with the owner, modes and times of no particular checkout."""
    for entry in entries(image, checkout):
        place = folder / entry.place
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(entry.source, place)
        place.chmod(0o755 if entry.executable else 0o644)
        os.utime(place, (MTIME, MTIME))
    for name, target in image.links.items():
        (folder / name).symlink_to(target)
    for inner in folder.rglob("*"):
        if inner.is_dir():
            inner.chmod(0o755)
        os.utime(inner, (MTIME, MTIME), follow_symlinks=False)


def _walk(checkout: Path, path: str, without_tests: bool) -> list[Entry]:
    start = checkout / path
    if start.is_file():
        return [_entry(start, checkout)]
    if not start.is_dir():
        raise MissingInput(f"{path}: not in the checkout {checkout}; no image can be built from it. Restore it.")
    skipped = _DERIVED | (_TESTS if without_tests else set())
    return [
        _entry(file, checkout)
        for file in start.rglob("*")
        if file.is_file() and file.suffix not in _DERIVED_SUFFIXES and not skipped & set(file.relative_to(start).parts)
    ]


def _entry(file: Path, checkout: Path) -> Entry:
    return Entry(file.relative_to(checkout).as_posix(), file, bool(file.stat().st_mode & 0o100))


def _tool(image: Image, command: str, checkout: Path) -> Path:
    search = os.pathsep.join([str(checkout / ".rushhour" / "bin"), os.environ.get("PATH", os.defpath)])
    found = shutil.which(command, path=search)
    if found is None:
        raise MissingInput(
            f"{command}: neither in .rushhour/bin nor on PATH; the image {image.name} is made of it. "
            "`make up` builds the Go programs, the role `machine` installs the Debian ones."
        )
    return Path(found).resolve()


def _content(file: Path) -> str:
    status = file.stat()
    return _content_of(file, status.st_size, status.st_mtime_ns, status.st_ino)


@cache
def _content_of(file: Path, _size: int, _mtime: int, _inode: int) -> str:
    """Hash of the file; the other arguments only tell versions of it apart within one run."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
