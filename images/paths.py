"""Where builds keep their things on this machine, outside the checkout."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
LOCAL_REGISTRY = "localhost/rushhour"
CONTAINERD_SOCKET = Path("/run/rushhour/containerd.sock")


@dataclass(frozen=True)
class Paths:
    """The build's folders, below one cache folder per user."""

    cache: Path

    @classmethod
    def of_user(cls) -> Paths:
        """The paths of whoever runs this, by the XDG rules."""
        root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return cls(Path(root) / "rushhour")

    @property
    def archives(self) -> Path:
        """One `<name>-<tag>.tar` per image, each complete: they are renamed into place."""
        return self.cache / "images"

    @property
    def logs(self) -> Path:
        """What the builders said, one file per image."""
        return self.archives / "logs"

    @property
    def storage(self) -> Path:
        """Layers, so that a changed last step does not repeat the first."""
        return self.cache / "buildah"

    def archive(self, name: str, tag: str) -> Path:
        """The archive of one image."""
        return self.archives / f"{name}-{tag}.tar"


def reference(registry: str, name: str, tag: str) -> str:
    """The full name of an image, as pods write it."""
    return f"{registry}/{name}:{tag}"
