"""Nothing of the machine the code was written on is in it: no paths, no hosts, no registries behind a wall."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from tests.meta.files import ROOT, content, name_of, repository_files

# Where everyone gets packages from; naming them is no secret.
PUBLIC = {"pypi.org", "files.pythonhosted.org", "proxy.golang.org", "sum.golang.org", "index.crates.io",
          "registry.npmjs.org", "repo1.maven.org", "repo.maven.apache.org", "deb.debian.org", "localhost"}  # fmt: skip
COMMON_NAMES = {"localhost", "rushhour", "debian", "machine", "buildkitsandbox"}
HOME = re.compile(rb"(?<![\w.$~}/-])/(root|home/[a-z]\w*)/[\w.]")
GENERIC_HOMES = (b"/home/user/", b"/home/you/", b"/home/me/")


def configured_hosts() -> set[str]:
    """Hosts this machine fetches packages from, out of its environment and pip's configuration."""
    texts = [value for name, value in os.environ.items() if re.search(r"INDEX|PROXY|REGISTRY|MIRROR", name.upper())]
    command = [sys.executable, "-m", "pip", "config", "list"]
    texts.append(subprocess.run(command, capture_output=True, text=True, timeout=60).stdout)
    for file in (Path.home() / ".npmrc", Path.home() / ".cargo" / "config.toml", Path("/etc/apt/sources.list")):
        texts.append(file.read_text() if file.is_file() else "")
    found = {urlsplit(url).hostname or "" for text in texts for url in re.findall(r"https?://[^\s'\",]+", text)}
    return {host for host in found - PUBLIC if host and not re.fullmatch(r"[\d.:]+", host) and "." in host}


def occurrences(needle: bytes) -> list[str]:
    """Files of the repository that contain a text."""
    return [name_of(path) for path in repository_files() if needle in content(path)]


def test_no_file_names_a_private_package_host() -> None:
    """Lock files and instructions work where the reader is: no host of this machine's own mirrors is in them."""
    assert {host: files for host in configured_hosts() if (files := occurrences(host.encode()))} == {}


def test_no_file_names_this_checkout() -> None:
    """The checkout's own path on this machine is nowhere in it, nor are those of the folders beside it."""
    neighbours = [folder for folder in ROOT.parent.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    needles = [f"{folder}/" for folder in neighbours if len(folder.parts) > 2]

    assert {needle: files for needle in needles if (files := occurrences(needle.encode()))} == {}


def test_no_file_names_a_home_folder() -> None:
    """No absolute path below somebody's home."""
    found = {}
    for path in repository_files():
        text = content(path)
        for generic in GENERIC_HOMES:
            text = text.replace(generic, b"")
        if (match := HOME.search(text)) is not None:
            found[name_of(path)] = match.group().decode()

    assert found == {}


def test_no_file_names_this_machine() -> None:
    """This machine's host name is nowhere in the repository."""
    name = socket.gethostname().partition(".")[0]

    assert name.lower() in COMMON_NAMES or len(name) < 5 or occurrences(name.encode()) == []
