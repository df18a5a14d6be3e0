"""Runs buildah: with its own storage, without a daemon, without privileges beyond those of the caller."""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


class BuildFailed(Exception):
    """A builder ended with an error; the message carries the end of its log."""


@dataclass(frozen=True)
class Buildah:
    """buildah on one storage folder. `log` receives everything it prints."""

    storage: Path
    log: Path

    def run(self, *arguments: str) -> str:
        """Run `buildah ARGUMENTS` and return the last line it printed.

        Raises:
            BuildFailed: it is not installed, or failed.
        """
        return self.call("buildah", *self.global_options(), *arguments)

    def call(self, *command: str) -> str:
        """Run a command as a builder: output to the log, its last line returned, `BuildFailed` on an error."""
        environment = {**os.environ, "BUILDAH_ISOLATION": "chroot", "STORAGE_DRIVER": "overlay"}
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as log, tempfile.TemporaryFile("w+") as output:
            print("$", *command, file=log, flush=True)
            begin = log.tell()
            try:
                ended = subprocess.run(command, env=environment, stdout=output, stderr=log, stdin=subprocess.DEVNULL)
            except FileNotFoundError:
                raise BuildFailed(
                    f"{command[0]}: not installed; no image can be built without it. "
                    "The role `machine` installs it (`apt-get install buildah mmdebstrap`)."
                ) from None
            output.seek(0)
            said = output.read()
            log.write(said)
        if ended.returncode != 0:
            raise BuildFailed(
                f"{command[0]} ended with {ended.returncode}:\n{self._reason(begin, said)}\n    all: {self.log}"
            )
        return said.strip().rpartition("\n")[2]

    def _reason(self, begin: int, said: str, *, steps: int = 5, lines: int = 25) -> str:
        """The last steps, then the last complaints, indented: a failing step speaks on standard error."""
        complaints = self.log.read_bytes()[begin:].decode(errors="replace").removesuffix(said)
        shown = said.splitlines()[-steps:] + complaints.splitlines()[-lines:]
        return "\n".join(f"    {line}" for line in shown)

    def has(self, image: str) -> bool:
        """Whether the storage holds an image."""
        command = ("buildah", *self.global_options(), "inspect", "--type", "image", image)
        return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0

    def images(self) -> list[str]:
        """References of all images in the storage that have a name."""
        command = ("buildah", *self.global_options(), "images", "--noheading", "--format", "{{.Name}}:{{.Tag}}")
        listed = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
        return [line for line in listed.splitlines() if "<none>" not in line]

    def global_options(self) -> tuple[str, ...]:
        """Where this storage lies, for commands run beside this object."""
        return (
            "--root",
            str(self.storage / "root"),
            "--runroot",
            str(self.storage / "run"),
            "--storage-driver",
            "overlay",
        )
