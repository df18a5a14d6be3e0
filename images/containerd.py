"""Hand image archives to the embedded cluster's containerd."""

from __future__ import annotations

import subprocess
from pathlib import Path

NAMESPACE = "k8s.io"  # where the kubelet looks


class ImportFailed(Exception):
    """containerd did not take an image."""


class Containerd:
    """A containerd, by its socket."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    def references(self) -> set[str]:
        """The images it has.

        Raises:
            ImportFailed: it does not answer.
        """
        return set(self._ctr("images", "ls", "--quiet").split())

    def take(self, archive: Path) -> None:
        """Import an archive.

        Raises:
            ImportFailed: containerd refused it or does not answer.
        """
        self._ctr("images", "import", str(archive))

    def _ctr(self, *arguments: str) -> str:
        command = ("ctr", "--address", str(self._socket), "--namespace", NAMESPACE, *arguments)
        advice = "No pod can start from the images. Start the cluster first (`make cluster`)."
        try:
            return subprocess.run(command, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL).stdout
        except FileNotFoundError:
            raise ImportFailed("ctr: not installed; it comes with the Debian package containerd. " + advice) from None
        except subprocess.CalledProcessError as error:
            raise ImportFailed(f"containerd at {self._socket}: {error.stderr.strip()[-500:]}. {advice}") from None
