"""Every pair of role and listener: what the topology's edges permit passes, everything else is refused (O5).

Each verdict is taken from inside the pods, on the pods' own addresses. Roles that only run Jobs get a probe pod with
their label, for it is the label that decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.infra.support.kube import Kube, Manifest
from tests.infra.support.probe_pod import probe_pod
from tests.infra.support.reach import Address, addresses, reachable
from tests.infra.support.waiting import wait_until
from topology import Topology
from topology.edges import components
from topology.model.vocabulary import Role
from topology.render.probe_targets import JOBS, Connection, listeners

# The policy controller learns of a new pod within this time.
ENFORCED_SECONDS = 30
Verdicts = dict[tuple[str, Address], bool]


class Reach:
    """Verdicts by pod, each pod asked once about everything."""

    def __init__(self, kube: Kube, topology: Topology) -> None:
        self.kube, self.topology = kube, topology
        self.targets = {(role, port): self._pods_of(role) for role, port in listeners(topology)}
        self._verdicts: dict[str, dict[Address, bool]] = {}

    def _pods_of(self, role: Role) -> list[Manifest]:
        return [pod for component in components(role, self.topology) for pod in self.kube.pods(component)]

    def of(self, source: Manifest, connection: Connection) -> dict[Address, bool]:
        """Verdicts from one pod about all other pods that have the listener."""
        name = source["metadata"]["name"]
        if name not in self._verdicts:
            everything = [a for (_, port), pods in self.targets.items() for a in addresses(pods, port)]
            self._verdicts[name] = reachable(self.kube, name, everything)
        own = source["status"]["podIP"]
        wanted = addresses(self.targets[connection.target, connection.port], connection.port)
        return {address: self._verdicts[name][address] for address in wanted if address[0] != own}

    def forget(self, source: Manifest) -> None:
        """Ask this pod anew the next time."""
        self._verdicts.pop(source["metadata"]["name"], None)


@pytest.fixture(scope="session")
def reach(kube: Kube, topology: Topology) -> Reach:
    """The verdicts of this run."""
    return Reach(kube, topology)


@pytest.fixture(scope="session")
def sources(kube: Kube, topology: Topology) -> Iterator[dict[Role, list[Manifest]]]:
    """One pod of every component, by role; probe pods for the roles of Jobs."""
    found: dict[Role, list[Manifest]] = {}
    for role in Role:
        if role not in JOBS:
            found[role] = [pods[0] for c in components(role, topology) if (pods := kube.pods(c))]
    with ExitStack() as stack:
        for role in JOBS:
            found[role] = [stack.enter_context(probe_pod(kube, component=role.value))]
        yield found


def verdicts(reach: Reach, sources: dict[Role, list[Manifest]], connection: Connection) -> Verdicts:
    """From every source pod of the connection to every target pod."""
    return {
        (source["metadata"]["name"], address): verdict
        for source in sources[connection.source]
        for address, verdict in reach.of(source, connection).items()
    }


def expect(reach: Reach, sources: dict[Role, list[Manifest]], connection: Connection) -> None:
    """All verdicts are the edges'. A probe pod is new, so it is asked again until the policies have reached it."""
    assert sources[connection.source], f"no pod of {connection.source} is running"

    def look() -> Verdicts:
        return verdicts(reach, sources, connection)

    def wrong(seen: Verdicts) -> list[str]:
        return [f"{pod} to {address}" for (pod, address), open_ in seen.items() if open_ is not connection.allowed]

    seen = look()
    if wrong(seen) and connection.source in JOBS:
        for source in sources[connection.source]:
            reach.forget(source)
        seen = wait_until(
            look, lambda s: not wrong(s), seconds=ENFORCED_SECONDS, what=f"the policies reach {connection}"
        )
    assert wrong(seen) == [], "is refused" if connection.allowed else "gets through"
    if connection.source is not connection.target:
        assert seen, f"no pod of {connection.target} is running: nothing was proved"


def test_an_edge_of_the_topology_passes(reach: Reach, sources: dict[Role, list[Manifest]], allowed: Connection) -> None:
    """Where the topology draws an edge, the connection opens (O5, D1, C2)."""
    expect(reach, sources, allowed)


def test_everything_else_is_refused(reach: Reach, sources: dict[Role, list[Manifest]], forbidden: Connection) -> None:
    """Where the topology draws no edge, no connection opens (O5)."""
    expect(reach, sources, forbidden)
