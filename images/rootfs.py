"""The Debian file system all images share: made from the Debian archive, or pulled where a team says so."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from images.builder import Buildah
from images.host import SUITE, apt_settings, apt_sources, ca_bundle
from images.paths import LOCAL_REGISTRY

# A team whose machines reach an image registry sets this to, say, docker.io/library/debian:trixie-slim@sha256:…
PULLED_INSTEAD = "RUSHHOUR_BASE_IMAGE"


def origin() -> str:
    """What the root file system is made from; part of the tag of every image."""
    return os.environ.get(PULLED_INSTEAD, f"mmdebstrap {SUITE}")


def ensure_rootfs(buildah: Buildah, checkout: Path) -> str:
    """Make or pull the root file system unless the storage has it.

    mmdebstrap checks the archive's signature against this machine's Debian keyring.

    Returns:
        The image to build `base` from.
    """
    pulled = os.environ.get(PULLED_INSTEAD)
    if pulled:
        return buildah.run("pull", "--policy", "missing", pulled)
    home = checkout / "images" / "base"
    digest = hashlib.sha256(b"".join((home / name).read_bytes() for name in ("rootfs.args", "debian.sources")))
    image = f"{LOCAL_REGISTRY}/rootfs:{digest.hexdigest()[:12]}"
    if not buildah.has(image):
        _bootstrap(buildah, home, image)
    return image


def _bootstrap(buildah: Buildah, home: Path, image: str) -> None:
    container = buildah.run("from", "scratch")
    try:
        root = buildah.run("mount", container)
        buildah.call(*_command(home, root))
        buildah.run("commit", "--rm", container, image)
    except BaseException:
        buildah.run("rm", container)
        raise


def _command(home: Path, root: str) -> list[str]:
    lines = (home / "rootfs.args").read_text().splitlines()
    options = [line for line in lines if line and not line.startswith("#")]
    options += [f"--aptopt={line}" for line in apt_settings()]
    if bundle := ca_bundle():
        options.append(f'--aptopt=Acquire::https::CAInfo "{bundle}"')
    # The mirror and proxy of this machine stay here: the image names Debian's own servers.
    options += [
        '--customize-hook=rm -f "$1/etc/apt/sources.list" "$1/etc/apt/apt.conf.d/99mmdebstrap"',
        f'--customize-hook=install -m 644 "{home}/debian.sources" "$1/etc/apt/sources.list.d/debian.sources"',
        '--customize-hook=rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*.bin "$1"/var/log/*',
        '--customize-hook=find "$1" -xdev -type f -perm /6000 -exec chmod a-s {} +',
    ]
    return ["mmdebstrap", *options, SUITE, root, *apt_sources()]
