"""Builds can be ended at any moment: nothing half-made keeps a good name, and the next run completes."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from images.paths import CHECKOUT, Paths

needs_builder = pytest.mark.skipif(
    not shutil.which("buildah") or not shutil.which("catatonit"),
    reason="needs buildah and catatonit, which the role `machine` installs (2026-11-23; gone once CI runs that role)",
)
DEADLINE_SECONDS = 60


def start_build(cache: Path) -> "subprocess.Popen[str]":
    """Build the smallest image with a cache of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "images", "build", "pause"],
        cwd=CHECKOUT, env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for_text(file: Path, text: str) -> None:
    """Return once a file holds a text."""
    deadline, seen = time.monotonic() + DEADLINE_SECONDS, "(no file)"
    while time.monotonic() < deadline:
        seen = file.read_text() if file.exists() else "(no file)"
        if text in seen:
            return
        time.sleep(0.005)
    pytest.fail(f"{file} does not show {text!r} after {DEADLINE_SECONDS} s; it shows: {seen[-500:]}")


@needs_builder
@pytest.mark.parametrize("moment", [" bud ", " push "])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_ended_build_leaves_no_archive_and_the_next_one_completes(
    tmp_path: Path, moment: str, how: signal.Signals
) -> None:
    """Ctrl-C, a terminated job and a killed one: an archive under its final name is always complete."""
    paths = Paths(tmp_path / "rushhour")
    build = start_build(tmp_path)
    wait_for_text(paths.logs / "pause.log", moment)
    build.send_signal(how)
    build.communicate(timeout=DEADLINE_SECONDS)
    assert build.returncode != 0
    assert not list(paths.archives.glob("*.tar"))

    again = start_build(tmp_path)
    output, errors = again.communicate(timeout=DEADLINE_SECONDS)
    assert again.returncode == 0, errors
    assert "image 1/1 pause: building" in output
    (archive,) = paths.archives.glob("*.tar")
    assert archive.stat().st_size > 500_000
    assert not list(paths.archives.glob("*.partial"))


@needs_builder
def test_second_build_finds_the_first(tmp_path: Path) -> None:
    """An unchanged image is not built again, in seconds."""
    first = start_build(tmp_path)
    assert first.wait(DEADLINE_SECONDS) == 0
    started = time.monotonic()
    second = start_build(tmp_path)
    output, errors = second.communicate(timeout=DEADLINE_SECONDS)
    assert "cached" in output, errors
    assert time.monotonic() - started < 5


def test_missing_builder_is_named_with_its_package(tmp_path: Path) -> None:
    """Without buildah the message says what to install."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "catatonit").write_text("#!/bin/sh\n")
    (tools / "catatonit").chmod(0o755)
    ended = subprocess.run(
        [sys.executable, "-m", "images", "build", "pause"],
        cwd=CHECKOUT, env={"PATH": str(tools), "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=DEADLINE_SECONDS,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "buildah: not installed" in ended.stderr
    assert "apt-get install buildah" in ended.stderr
