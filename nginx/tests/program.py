"""The edge image's nginx on this machine: the very programs and modules that go to the cluster, without a container."""

from __future__ import annotations

import json
import os
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CHECKOUT = Path(__file__).resolve().parents[2]
RECORD = CHECKOUT / ".rushhour" / "images.json"
# A folder with the unpacked image, for trying another build of nginx.
ROOT_VARIABLE = "RUSHHOUR_EDGE_ROOT"
_WANTED = ("usr/sbin/nginx", "usr/lib/", "usr/share/lua/")


class NoProgram(LookupError):
    """There is no edge image on this machine yet."""


@dataclass(frozen=True)
class Program:
    """nginx inside an unpacked image."""

    root: Path

    @property
    def command(self) -> list[str]:
        """Starts it with the image's own loader and libraries, so that this machine's do not matter."""
        loader = next(self.root.glob("usr/lib/*-linux-gnu/ld-linux-*.so.*"))
        return [
            str(loader),
            "--library-path",
            str(loader.parent),
            str(self.root / "usr/sbin/nginx"),
            "-e",
            "/dev/stderr",
        ]

    @property
    def modules(self) -> str:
        """Where its modules lie."""
        return str(self.root / "usr/lib/nginx/modules")

    @property
    def lua(self) -> str:
        """Where the libraries of its Lua module lie."""
        return str(self.root / "usr/share/lua/5.1")


def find_program(scratch: Path) -> Program:
    """Unpack the edge image's nginx into a folder.

    Raises:
        NoProgram: no image was built here.
        FileNotFoundError: one was recorded, but its archive is gone.
    """
    if given := os.environ.get(ROOT_VARIABLE):
        return Program(Path(given))
    reference = json.loads(RECORD.read_text()).get("edge") if RECORD.exists() else None
    if reference is None:
        raise NoProgram(f"{RECORD} names no edge image; `make images` builds it")
    tag = reference.rpartition(":")[2]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    _unpack(cache / "rushhour" / "images" / f"edge-{tag}.tar", scratch)
    return Program(scratch)


def _unpack(archive: Path, folder: Path) -> None:
    """Lay the layers of a docker-archive over each other, as far as nginx and its libraries go."""
    with tarfile.open(archive) as outer:
        manifest = json.load(_member(outer, "manifest.json"))
        for layer in manifest[0]["Layers"]:
            with tarfile.open(fileobj=_member(outer, layer)) as inner:
                wanted = [
                    m
                    for m in inner
                    if m.name.removeprefix("./").startswith(_WANTED) and (m.isfile() or m.issym() or m.islnk())
                ]
                inner.extractall(folder, members=wanted, filter=_relative_links_only)  # noqa: S202  (the filter)


def _relative_links_only(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    if member.issym() and member.linkname.startswith("/"):
        return None  # into the image's own root, which is not this machine's
    return tarfile.data_filter(member, folder)


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    found = archive.extractfile(name)
    if found is None:
        raise FileNotFoundError(f"{archive.name}: {name} is no file; build the images again with `make images`")
    return found
