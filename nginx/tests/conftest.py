"""Fixtures: a web tier that answers as told, and the edge in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nginx.tests.edge import Edge
from nginx.tests.program import NoProgram, Program, find_program
from nginx.tests.web import Answer, Web
from topology import load
from topology.render.nginx_context import NginxContext, nginx_context

CHECKOUT = Path(__file__).resolve().parents[2]
PUBLIC = {"Cache-Control": "public, max-age=60, s-maxage=60"}

StartEdge = Callable[..., Edge]


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The edge image's nginx. Skips where no image was built yet; `make test` runs after the images are there."""
    try:
        return find_program(tmp_path_factory.mktemp("edge-image"))
    except NoProgram as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def context() -> NginxContext:
    """The local stack's configuration."""
    return nginx_context(load(CHECKOUT / "Pulumi.local.yaml"))


@pytest.fixture
def web() -> Iterator[Web]:
    """A web tier whose pages may be kept for a minute."""
    server = Web(lambda asked: Answer(f"page {asked.path}".encode() * 200, headers=dict(PUBLIC)))
    yield server
    server.stop()


@pytest.fixture
def start_edge(program: Program, context: NginxContext, web: Web) -> Iterator[StartEdge]:
    """Starts an edge with changes to its configuration."""
    started: list[Edge] = []

    def start(**changes: Any) -> Edge:
        started.append(Edge(program, context, web, **changes))
        return started[-1]

    yield start
    for edge in started:
        edge.stop()


@pytest.fixture
def edge(start_edge: StartEdge) -> Edge:
    """The edge as the local stack configures it, with a rate that no test but its own reaches."""
    return start_edge(requests_per_second=10_000, burst=10_000)
