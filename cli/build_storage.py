"""buildah's layers: files with owners of their own and perhaps mounts, which must be let go before they are removed."""

import shutil
from pathlib import Path

from cli import process


def release(cache: Path) -> None:
    """Unmount and remove buildah's working containers below `cache`; nothing happens without buildah or storage."""
    storage = cache / "buildah"
    if not shutil.which("buildah") or not storage.is_dir():
        return
    where = ["--root", storage / "root", "--runroot", storage / "run"]
    process.capture(["buildah", *where, "umount", "--all"], timeout=60)
    process.capture(["buildah", *where, "rm", "--all"], timeout=60)
