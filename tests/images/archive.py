"""Look into an image archive without running anything: its configuration, its files, every layer's names."""

import json
import posixpath
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

WHITEOUT = ".wh."


@dataclass(frozen=True)
class Archive:
    """A docker-archive file."""

    path: Path

    @cached_property
    def _manifest(self) -> dict[str, Any]:
        (manifest,) = json.loads(self._member("manifest.json"))
        return dict(manifest)

    @cached_property
    def config(self) -> dict[str, Any]:
        """The image's own settings: User, Entrypoint, Env, Labels."""
        return dict(json.loads(self._member(self._manifest["Config"]))["config"])

    @property
    def reference(self) -> str:
        """The name it is imported under."""
        (name,) = self._manifest["RepoTags"]
        return str(name)

    @cached_property
    def files(self) -> dict[str, tarfile.TarInfo]:
        """The file system as a container sees it, by path without the leading slash."""
        seen: dict[str, tarfile.TarInfo] = {}
        for layer in self._layers():
            for member in layer:
                path = posixpath.normpath(member.name)
                folder, name = posixpath.split(path)
                if name.startswith(WHITEOUT):
                    gone = posixpath.join(folder, name.removeprefix(WHITEOUT))
                    seen = {key: info for key, info in seen.items() if key != gone and not key.startswith(gone + "/")}
                else:
                    seen[path] = member
        return seen

    def read(self, path: str) -> bytes:
        """The content of a file, as of the last layer that has it."""
        found: bytes | None = None
        for layer in self._layers():
            for member in layer:
                if posixpath.normpath(member.name) == path:
                    stream = layer.extractfile(member)
                    found = stream.read() if stream else None
        if found is None:
            raise FileNotFoundError(f"{path} in {self.path}")
        return found

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of each regular file of each layer, also of files that later layers hide."""
        for layer in self._layers():
            for member in layer:
                stream = layer.extractfile(member) if member.isfile() else None
                if stream is not None:
                    yield posixpath.normpath(member.name), stream.read()

    def packages(self) -> dict[str, str]:
        """Debian packages and their versions, as the image records them."""
        lines = self.read("usr/share/rushhour/packages.txt").decode().splitlines()
        return {name.partition(":")[0]: version for name, version in (line.split("\t") for line in lines)}

    def _layers(self) -> Iterator[tarfile.TarFile]:
        with tarfile.open(self.path) as outer:
            for name in self._manifest["Layers"]:
                stream = outer.extractfile(name)
                assert stream is not None
                with tarfile.open(fileobj=stream) as layer:
                    yield layer

    def _member(self, name: str) -> bytes:
        with tarfile.open(self.path) as outer:
            stream = outer.extractfile(name)
            assert stream is not None
            return stream.read()
