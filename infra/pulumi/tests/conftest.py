"""Fixtures: the committed stack files, and the whole program run with each.

A test looks at what was recorded after the program has ended, never inside an `apply`: an assertion there may not run
at all. A program that registers nothing, or fails in an `apply`, fails its test.
"""

from __future__ import annotations

import contextlib
import json
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from recording import Recording, record

from topology import Topology, load
from topology.model.vocabulary import ImageName

PROGRAM = Path(__file__).resolve().parents[1]
CHECKOUT = PROGRAM.parents[1]
STACK_FILES = tuple(sorted(CHECKOUT.glob("Pulumi.*.yaml")))


@pytest.fixture(scope="session")
def images() -> dict[ImageName, str]:
    """A reference for every image."""
    return {name: f"registry.example.com/rushhour/{name}:0123abcd" for name in ImageName}


@pytest.fixture(scope="session", params=STACK_FILES, ids=lambda path: path.name)
def stack_file(request: pytest.FixtureRequest) -> Path:
    """Each of the committed stack files."""
    return Path(request.param)


@pytest.fixture(scope="session")
def topology(stack_file: Path) -> Topology:
    """Its topology."""
    return load(stack_file)


@pytest.fixture(scope="session")
def config(stack_file: Path) -> dict[str, str]:
    """Its configuration, as Pulumi hands it to the program."""
    values = yaml.safe_load(stack_file.read_text())["config"]
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, images: dict[ImageName, str]) -> Path:
    """A checkout's `.rushhour` folder with a kubeconfig and built images."""
    made = tmp_path_factory.mktemp("rushhour")
    (made / "kubeconfig").write_text(
        "apiVersion: v1\nkind: Config\nusers: [{name: me, user: {client-key-data: KEY}}]\n"
        "clusters: [{name: it, cluster: {server: 'https://203.0.113.1:6443'}}]\n"
        "contexts: [{name: here, context: {cluster: it, user: me}}]\ncurrent-context: here\n"
    )
    (made / "images.json").write_text(json.dumps(images))
    return made


@contextlib.contextmanager
def pointed_at(folder: Path) -> Iterator[None]:
    """The program reads `folder`. Only while it runs: other tests of this process need the real KUBECONFIG."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("components.settings.STATE", folder)
        patch.setenv("KUBECONFIG", str(folder / "kubeconfig"))
        yield


@pytest.fixture
def state(folder: Path) -> Iterator[Path]:
    """The folder, with the program pointed at it."""
    with pointed_at(folder):
        yield folder


@pytest.fixture(scope="session")
def stack(config: dict[str, str], folder: Path) -> Recording:
    """The whole program, run with a committed stack file."""
    with pointed_at(folder):
        return record(lambda: runpy.run_path(str(PROGRAM), run_name="__main__"), config)
