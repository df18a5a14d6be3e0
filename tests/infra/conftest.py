"""Fixtures of the verification: the stack's topology, its cluster, its site, and tests parametrised by its facts.

Everything in this folder needs the running stack. Where it does not answer, tests fail and say so: nothing is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import testinfra
from testinfra.host import Host

from cli import environment, facts
from tests.infra.support.hosts import host_spec, local_host
from tests.infra.support.kube import Kube, KubectlError
from tests.infra.support.postgres import Postgres
from tests.infra.support.site import Site
from topology import Topology, load
from topology.model.vocabulary import Role, Substrate
from topology.ports import Port
from topology.render import probe_targets

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.live)
        if HERE / "drills" in item.path.parents:
            item.add_marker(pytest.mark.destructive)


def _stack_topology(config: pytest.Config) -> Topology:
    return load(ROOT / f"Pulumi.{config.getoption('--stack')}.yaml")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests that ask for one of these get one case for each such fact of the topology, named as there."""
    cases: dict[str, Callable[[Topology], list[tuple[str, Any]]]] = {
        "workload": lambda t: [(w.name, w) for w in probe_targets.workloads(t)],
        "component": lambda t: [(name, name) for name in probe_targets.long_running_components(t)],
        "queue": lambda t: [(queue.value, queue.value) for queue in t.queues],
        "redis_role": lambda t: [(role.value, role) for role in t.redis.by_role()],
        "allowed": lambda t: [(str(c), c) for c in probe_targets.connections(t) if c.allowed],
        "forbidden": lambda t: [(str(c), c) for c in probe_targets.connections(t) if not c.allowed and _provable(c)],
    }
    for name in cases.keys() & set(metafunc.fixturenames):
        found = cases[name](_stack_topology(metafunc.config))
        metafunc.parametrize(name, [case for _, case in found], ids=[label for label, _ in found])


def _provable(connection: probe_targets.Connection) -> bool:
    """Not from one edge pod to the public port of another.

    kube-router reads a rule that admits anyone as leave to go out too, between pods of one policy. Whoever is on an
    edge pod gains nothing by it; a cluster with another policy engine refuses it.
    """
    public = (Port.EDGE_HTTPS, Port.EDGE_HTTP)
    return not (connection.source is connection.target is Role.EDGE and connection.port in public)


@pytest.fixture(scope="session")
def stack(pytestconfig: pytest.Config) -> str:
    """Name of the stack."""
    return str(pytestconfig.getoption("--stack"))


@pytest.fixture(scope="session")
def topology(pytestconfig: pytest.Config) -> Topology:
    """What the stack file says."""
    return _stack_topology(pytestconfig)


@pytest.fixture(scope="session")
def tool_environment(stack: str, topology: Topology) -> dict[str, str]:
    """The variables kubectl and pulumi run with, as `make` sets them."""
    shown = topology.model_dump(mode="json", by_alias=True)
    return environment.variables(facts.from_topology(stack, shown))


@pytest.fixture(scope="session")
def kube(stack: str, topology: Topology, tool_environment: dict[str, str]) -> Kube:
    """The stack's cluster, seen to answer."""
    cluster = Kube(tool_environment, topology.cluster.namespace, topology.cluster.context)
    try:
        cluster.run("get", "--raw", "/readyz", "--request-timeout", "10s", seconds=15)
        cluster.run("get", "namespace", cluster.namespace)
    except (KubectlError, OSError) as error:
        trouble = str(error)
    else:
        return cluster
    pytest.fail(f"the stack {stack} does not answer; `make up` stands it up.\n{trouble}", pytrace=False)


@pytest.fixture(scope="session")
def postgres(kube: Kube, topology: Topology) -> Postgres:
    """The database cluster."""
    return Postgres(kube, topology.postgres.shop_database)


@pytest.fixture(scope="session")
def site(topology: Topology) -> Site:
    """The shop as a browser on this machine sees it."""
    return Site(topology.site, ROOT / ".rushhour" / "ca.crt")


@pytest.fixture(scope="session")
def pod_host(kube: Kube, tool_environment: dict[str, str]) -> Callable[..., Host]:
    """Makes testinfra hosts: `pod_host("web")` is the first pod of the role, `container=` picks one of several."""

    def make(component: str, container: str | None = None) -> Host:
        pods = kube.pods(component)
        assert pods, f"no pod of {component} is running"
        pod = pods[0]
        kubeconfig = Path(tool_environment["KUBECONFIG"])
        name = container or pod["spec"]["containers"][0]["name"]
        spec = host_spec(pod["metadata"]["name"], namespace=kube.namespace, kubeconfig=kubeconfig, container=name)
        return testinfra.get_host(spec)

    return make


@pytest.fixture(scope="session")
def machine(topology: Topology) -> Host:
    """The machine of the embedded cluster, which is this one."""
    if topology.cluster.substrate is not Substrate.EMBEDDED:
        pytest.skip("the stack runs on a cluster of its own: its machines are not this one")
    return local_host()


@pytest.fixture(scope="session")
def roles(topology: Topology) -> tuple[Role, ...]:
    """Roles whose pods run all the time."""
    return probe_targets.long_running(topology)


@pytest.fixture(scope="session", autouse=True)
def _tools_on_path(tool_environment: dict[str, str]) -> Iterator[None]:
    """testinfra starts `kubectl` from this process's own environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PATH", "KUBECONFIG"):
            if name in tool_environment:
                patch.setenv(name, tool_environment[name])
        yield
