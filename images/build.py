"""Build images into archives, each under the name of its content, or find that they are there already."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from images.builder import Buildah
from images.catalogue import BY_NAME, Image
from images.context import lay_out, tag
from images.host import write_secrets
from images.paths import LOCAL_REGISTRY, Paths, reference
from images.rootfs import ensure_rootfs

# Archives and builds of an image that are kept: the current one and the one before, to roll back without a build.
KEPT = 2
_PARTIAL = ".partial"


@contextmanager
def build_lock(paths: Paths) -> Iterator[None]:
    """One build at a time per user: two checkouts share the storage and the archives."""
    paths.archives.mkdir(parents=True, exist_ok=True)
    with (paths.archives / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure_archive(image: Image, checkout: Path, paths: Paths) -> tuple[Path, bool]:
    """The archive of an image at its present content, built when there is none.

    Returns:
        the archive, and whether it had to be made.

    Raises:
        MissingInput: something it is built from is not there.
        BuildFailed: a builder failed; nothing is left under the archive's name.
    """
    archive = paths.archive(image.name, tag(image, checkout))
    if archive.exists():
        archive.touch()
        return archive, False
    with build_lock(paths):
        if not archive.exists():
            buildah = Buildah(paths.storage, paths.logs / f"{image.name}.log")
            buildah.log.unlink(missing_ok=True)
            _drop_leftovers(buildah, paths)
            export(buildah, _ensure_image(image, buildah, checkout), archive)
            _prune(buildah, image.name, paths)
    return archive, True


def export(buildah: Buildah, image: str, archive: Path) -> None:
    """Write an image from the storage to an archive that appears under its name only when it is complete."""
    partial = archive.with_suffix(_PARTIAL)
    try:
        buildah.run("push", "--quiet", image, f"docker-archive:{partial}:{image}")
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(archive)
    finally:
        partial.unlink(missing_ok=True)


def push_archive(archive: Path, name: str, authfile: Path | None, paths: Paths) -> None:
    """Send an archive's image to a registry under a name.

    Raises:
        BuildFailed: the registry refused it or does not answer; the message carries its words.
    """
    credentials = ["--authfile", str(authfile)] if authfile else []
    with build_lock(paths):
        buildah = Buildah(paths.storage, paths.logs / f"{archive.stem}.push.log")
        image = buildah.run("pull", "--quiet", f"docker-archive:{archive}")
        buildah.run("push", "--quiet", *credentials, image, f"docker://{name}")


def _ensure_image(image: Image, buildah: Buildah, checkout: Path) -> str:
    """Build an image, and what it is based on, into the storage unless it is there; return its reference."""
    name = reference(LOCAL_REGISTRY, image.name, tag(image, checkout))
    if buildah.has(name):
        return name
    arguments: list[str] = []
    if image.name == "base":
        arguments += ["--build-arg", f"ROOTFS={ensure_rootfs(buildah, checkout)}"]
    elif image.base is not None:
        arguments += ["--build-arg", f"BASE={_ensure_image(BY_NAME[image.base], buildah, checkout)}"]
    if image.target:
        arguments += ["--target", image.target]
    for label, value in (("title", image.summary), ("version", tag(image, checkout))):
        arguments += ["--label", f"org.opencontainers.image.{label}={value}"]
    _run_build(image, name, arguments, buildah, checkout)
    return name


def _run_build(image: Image, name: str, arguments: list[str], buildah: Buildah, checkout: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="rushhour-image-") as work:
        context, secrets = Path(work, "context"), Path(work, "secrets")
        context.mkdir()
        secrets.mkdir(mode=0o700)
        lay_out(image, checkout, context)
        for key, path in write_secrets(secrets).items():
            arguments += ["--secret", f"id={key},src={path}"]
        containerfile = context / image.home / "Containerfile"
        buildah.run(
            "bud", "--layers", "--pull-never", *arguments, "--tag", name, "--file", str(containerfile), str(context)
        )


def _drop_leftovers(buildah: Buildah, paths: Paths) -> None:
    """Remove what a killed build left: half-written archives, working containers. The caller holds the lock."""
    for partial in paths.archives.glob(f"*{_PARTIAL}"):
        partial.unlink()
    buildah.run("rm", "--all")


def _prune(buildah: Buildah, name: str, paths: Paths) -> None:
    """Keep the newest archives of an image, and in the layer storage the builds that belong to them."""
    newest_first = sorted(
        paths.archives.glob(f"{name}-{'?' * 12}.tar"), key=lambda path: path.stat().st_mtime, reverse=True
    )
    for old in newest_first[KEPT:]:
        old.unlink()
    kept = {path.stem.removeprefix(f"{name}-") for path in newest_first[:KEPT]}
    for image in buildah.images():
        repository, _, version = image.rpartition(":")
        if repository == f"{LOCAL_REGISTRY}/{name}" and version not in kept:
            buildah.run("rmi", image)
