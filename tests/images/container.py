"""Run an image's programs as its own user, on this machine's loopback."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from images.builder import Buildah
from tests.images.archive import Archive

DEADLINE_SECONDS = 240


@dataclass
class Container:
    """A container of an image. Mounts are `host:container[:ro]`."""

    buildah: Buildah
    name: str
    archive: Archive
    mounts: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    _started: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def mount(self, source: Path, place: str, *, read_only: bool = True) -> None:
        """Make a host path visible to what runs from now on; a writable one belongs to the image's user."""
        if not read_only:
            os.chown(source, *self.user)
        self.mounts.append(f"{source}:{place}{':ro' if read_only else ''}")

    @property
    def user(self) -> tuple[int, int]:
        """User and group number the image runs as."""
        uid, _, gid = self.archive.config["User"].partition(":")
        return int(uid), int(gid)

    def run(self, *command: str, check: bool = True, text: str | None = None) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end; the failure shows what it printed."""
        ended = subprocess.run(
            self._command(command),
            capture_output=True,
            text=True,
            input=text,
            env=self._host(),
            timeout=DEADLINE_SECONDS,
        )
        if check and ended.returncode != 0:
            raise AssertionError(
                f"{command} ended with {ended.returncode}: {ended.stdout[-2000:]}{ended.stderr[-2000:]}"
            )
        return ended

    def start(self, *command: str, log: Path) -> "subprocess.Popen[bytes]":
        """Start a command and leave it running; what it prints goes to `log`."""
        process = subprocess.Popen(
            self._command(command),
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
            env=self._host(),
            start_new_session=True,
        )
        self._started.append(process)
        return process

    def entrypoint(self, *arguments: str) -> tuple[str, ...]:
        """The image's own command with arguments."""
        return (*self.archive.config["Entrypoint"], *arguments)

    def remove(self) -> None:
        """End what was started, by its session, and remove the container."""
        for process in self._started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait(10)
        self.buildah.run("rm", self.name)

    def _command(self, command: tuple[str, ...]) -> list[str]:
        options = [item for mount in self.mounts for item in ("--volume", mount)]
        options += [item for key, value in self.environment.items() for item in ("--env", f"{key}={value}")]
        return ["buildah", *self.buildah.global_options(), "run", *options, self.name, "--", *command]

    @staticmethod
    def _host() -> dict[str, str]:
        return {**os.environ, "BUILDAH_ISOLATION": "chroot"}


def wait_until(probe: Callable[[], bool], what: str, log: Path, seconds: float = DEADLINE_SECONDS) -> None:
    """Return once the probe is true; otherwise fail with the end of the program's log."""
    deadline = time.monotonic() + seconds
    while not probe():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not after {seconds} s. Its log ends: {log.read_text()[-2000:]}")
        time.sleep(0.1)
