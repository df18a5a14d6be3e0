"""Empty the per-user cache."""

import argparse
import shutil

from cli import build_storage, console, lock, paths

HELP = """Remove this user's cache: built tools, Python environments, image archives and layers.

Every checkout builds them again when it needs them (about 20 minutes on 2 cores). A running stack is not
touched, but its checkout's .venv and .rushhour/bin point into the cache: run `make down` first, or `make
up` afterwards. Go's own caches are not ours alone and stay: go clean -cache -modcache.
"""


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(_options: argparse.Namespace) -> int:
    """0 when the cache is gone."""
    with lock.held("clean"):
        cache = paths.cache()
        build_storage.release(cache)
        shutil.rmtree(cache, ignore_errors=True)
        if paths.VENV_LINK.is_symlink():
            paths.VENV_LINK.unlink()
    left = cache.exists()
    console.say(f"{cache} could not be removed completely" if left else f"{cache} is gone")
    return 1 if left else 0
