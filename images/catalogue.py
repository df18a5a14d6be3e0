"""Every image of the bundle: what it is built on, and every file its build sees."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Audience(StrEnum):
    """Who runs an image, hence where it has to be available."""

    BUILD = "build"  # other images are built on it; no cluster needs it
    CLUSTER = "cluster"  # the embedded cluster and its add-ons; a team's own cluster brings its own
    STACK = "stack"  # the stack's pods
    TEST = "test"  # test runs only; built when asked for by name


@dataclass(frozen=True, kw_only=True)
class Image:
    """One image. The build context holds `images/<folder>/`, `inputs` and `tools`, and nothing else.

    Attributes:
        summary: the OCI title label.
        base: name of the image it is built on; None for one that starts from scratch.
        folder: the folder under `images/` that holds the Containerfile.
        target: build stage to stop at; None for the last.
        inputs: files or folders of the checkout, by path from its root.
        tools: programs of this machine: place in the context -> command name, looked up in `.rushhour/bin`, then PATH.
        links: symbolic links in the context: place -> what it points at.
        without_tests: leave test code out of `inputs` (it has no business in a production image).
    """

    name: str
    summary: str
    audience: Audience
    base: str | None = "base"
    folder: str | None = None
    target: str | None = None
    inputs: tuple[str, ...] = ()
    tools: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    without_tests: bool = True

    @property
    def home(self) -> str:
        """The image's own folder, by path from the root of the checkout."""
        return f"images/{self.folder or self.name}"


# CloudNativePG looks for its own binary under Go's name of the architecture.
GO_ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
_MANAGER = f"operator/manager_{GO_ARCHITECTURE}"
_APP_INPUTS = ("app", "requirements/app.txt")

IMAGES: tuple[Image, ...] = (
    Image(
        name="pause",
        summary="Holds a pod's namespaces (catatonit)",
        audience=Audience.CLUSTER,
        base=None,
        tools={"pause": "catatonit"},
    ),
    Image(name="base", summary="Debian 13 (trixie), minimal", audience=Audience.BUILD, base=None),
    Image(
        name="coredns",
        summary="CoreDNS: cluster DNS",
        audience=Audience.CLUSTER,
        base=None,
        tools={"coredns": "coredns"},
    ),
    Image(
        name="metrics-server",
        summary="metrics-server: CPU and memory use for autoscaling",
        audience=Audience.CLUSTER,
        base=None,
        tools={"metrics-server": "metrics-server"},
    ),
    Image(
        name="cnpg-operator",
        summary="CloudNativePG: the Postgres operator",
        audience=Audience.CLUSTER,
        base=None,
        tools={f"root/{_MANAGER}": "manager"},
        links={"root/manager": _MANAGER},
    ),
    Image(name="redis", summary="Redis 8.0", audience=Audience.STACK),
    Image(name="pgbouncer", summary="PgBouncer 1.24 for CloudNativePG poolers", audience=Audience.STACK),
    Image(name="postgres", summary="PostgreSQL 17 for CloudNativePG, with barman-cloud", audience=Audience.STACK),
    Image(name="edge", summary="nginx 1.26 with brotli, cache purge and Lua", audience=Audience.STACK),
    Image(name="object-store", summary="S3Proxy: S3 over a folder", audience=Audience.STACK),
    Image(
        name="prometheus",
        summary="Prometheus 2.53 and Alertmanager 0.28: metrics and alerts",
        audience=Audience.STACK,
    ),
    Image(name="redis-exporter", summary="Figures of Redis servers for Prometheus", audience=Audience.STACK),
    Image(
        name="app",
        summary="The shop: Django on Python 3.13",
        audience=Audience.STACK,
        target="runtime",
        inputs=_APP_INPUTS,
    ),
    Image(
        name="app-test",
        summary="The shop with its tests and their libraries",
        audience=Audience.TEST,
        folder="app",
        target="test",
        inputs=(*_APP_INPUTS, "requirements/app-test.txt"),
        without_tests=False,
    ),
)

BY_NAME = {image.name: image for image in IMAGES}


def select(names: list[str], audiences: tuple[Audience, ...] = (Audience.CLUSTER, Audience.STACK)) -> list[Image]:
    """The named images, or those of the audiences when none is named, in catalogue order.

    Raises:
        KeyError: a name that is not in the catalogue; the message lists those that are.
    """
    unknown = sorted(set(names) - BY_NAME.keys())
    if unknown:
        raise KeyError(f"no image called {', '.join(unknown)}; there are {', '.join(BY_NAME)}")
    if names:
        return [image for image in IMAGES if image.name in names]
    return [image for image in IMAGES if image.audience in audiences]


def with_bases(images: list[Image]) -> list[Image]:
    """The images and everything they are built on, bases first."""
    ordered: dict[str, Image] = {}
    for image in images:
        if image.base is not None:
            ordered.update({base.name: base for base in with_bases([BY_NAME[image.base]])})
        ordered[image.name] = image
    return list(ordered.values())
