"""The built images, and containers of them."""

import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from images.builder import Buildah
from images.catalogue import BY_NAME
from images.context import tag
from images.paths import CHECKOUT, LOCAL_REGISTRY, Paths, reference
from tests.images.archive import Archive
from tests.images.container import Container

ARCHIVES: dict[str, Archive] = {}


@pytest.fixture
def archive() -> Callable[[str], Archive]:
    """The archive of an image at its present content, by the image's name."""

    def of(name: str) -> Archive:
        if name not in ARCHIVES:
            path = Paths.of_user().archive(name, tag(BY_NAME[name], CHECKOUT))
            assert path.exists(), f"{path}: not built; run `python -m images build {name}` (or `make up`) first"
            ARCHIVES[name] = Archive(path)
        return ARCHIVES[name]

    return of


@pytest.fixture
def container(archive: Callable[[str], Archive], tmp_path: Path) -> Iterator[Callable[[str], Container]]:
    """Start containers by image name; they and what runs in them end with the test."""
    buildah = Buildah(Paths.of_user().storage, tmp_path / "buildah.log")
    started: list[Container] = []

    def of(name: str) -> Container:
        wanted = reference(LOCAL_REGISTRY, name, tag(BY_NAME[name], CHECKOUT))
        if not buildah.has(wanted):
            buildah.run("pull", "--quiet", f"docker-archive:{archive(name).path}")
        started.append(Container(buildah, buildah.run("from", "--pull-never", wanted), archive(name)))
        return started[-1]

    yield of
    for running in started:
        running.remove()


@pytest.fixture
def free_port() -> Callable[[], int]:
    """TCP ports of the loopback nobody listens on."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    """A folder with ca.crt, and tls.crt and tls.key for localhost, readable by every user of a container."""
    folder = tmp_path / "tls"
    folder.mkdir()
    new = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1"
    commands = [
        f"{new} -subj /CN=test-ca -keyout ca.key -out ca.crt",
        f"{new} -subj /CN=localhost "
        "-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -addext basicConstraints=CA:FALSE "
        "-CA ca.crt -CAkey ca.key -keyout tls.key -out tls.crt",
    ]
    for command in commands:
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    for file in folder.iterdir():
        file.chmod(0o644)
    return folder
