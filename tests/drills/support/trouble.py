"""What the platform says about a trouble: Prometheus' alerts, and the findings of the app's own monitors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.infra.support.kube import Kube
from tests.infra.support.prometheus import Prometheus, connected
from tests.infra.support.waiting import wait_until
from topology import Topology
from topology.model.vocabulary import QueueName
from topology.render.prometheus_rules import alerts

#: seconds of grace for a busy machine, beside the alert's own patience and some rounds of scrapes and rules
GRACE_SECONDS = 90.0
#: rounds from a change to what the rules see of it: the scrape, the rule, and what was read before the change
ROUNDS = 4
MONITOR = f"deployment/worker-{QueueName.MAINTENANCE}"
UNITS = {"s": 1, "m": 60, "h": 3600}


@dataclass
class Watcher:
    """Waits for alerts and findings to come and to go, and keeps what they said."""

    kube: Kube
    topology: Topology
    prometheus: Prometheus
    said: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def quiet(self, *names: str) -> None:
        """Nothing of these alerts is left of an earlier trouble."""
        self._wait(names, frozenset(), seconds=self._round() + 600, what="not there before the drill")

    def fires(self, *names: str) -> None:
        """Each of these alerts fires within its own patience and a few rounds; it names a runbook."""
        patience = max(self._patience(name) for name in names)
        self._wait(names, frozenset({"firing"}), seconds=patience + self._round(), what="firing")
        for name in names:
            self.said[name] = [one for one in self.prometheus.alert(name) if one["state"] == "firing"]
            assert all(one["annotations"]["runbook"].startswith("docs/runbooks/") for one in self.said[name])

    def clears(self, *names: str, window: float = 0) -> None:
        """Each of these alerts is gone a few rounds after its end; `window` is what its rule looks back, in seconds."""
        self._wait(names, frozenset(), seconds=window + self._round(), what="gone")

    def finds(
        self, kind: str, key: str, *, cause: Callable[[], object] = bool, seconds: float = GRACE_SECONDS
    ) -> dict[str, Any]:
        """The app's monitor sees the trouble: its open finding, whose key begins like this.

        What only one look can see, since it compares with the one before, is caused before each look: the schedule's
        may come in between.
        """
        seen = wait_until(
            lambda: (cause(), self.findings(kind))[1], lambda found: any(k.startswith(key) for k in found),
            seconds=seconds, what=f"the {kind} monitor finds {key}", poll=2,
        )  # fmt: skip
        return next(found for k, found in seen.items() if k.startswith(key))

    def closes(self, kind: str, key: str, *, seconds: float = GRACE_SECONDS) -> None:
        """The next looks see the end of it."""
        wait_until(
            lambda: self.findings(kind), lambda found: not any(k.startswith(key) for k in found),
            seconds=seconds, what=f"the {kind} monitor closes {key}", poll=2,
        )  # fmt: skip

    def findings(self, kind: str) -> dict[str, dict[str, Any]]:
        """Run the app's monitor; what is open, by key."""
        ran = self.kube.exec(MONITOR, "python", "manage.py", "monitor", kind, "--json", check=False, seconds=120)
        return {found["key"]: found for found in ran.json()["findings"]}

    def _wait(self, names: tuple[str, ...], states: frozenset[str], *, seconds: float, what: str) -> None:
        wait_until(
            lambda: {name: {one["state"] for one in self.prometheus.alert(name)} for name in names},
            lambda seen: all(states <= found and (states or not found) for found in seen.values()),
            seconds=seconds, what=f"alerts {', '.join(names)} {what}", poll=2,
        )  # fmt: skip

    def _patience(self, name: str) -> float:
        """The `for` of a rule, in seconds."""
        text = str(alerts(self.topology)[name].get("for", "0s"))
        return int(text[:-1]) * UNITS[text[-1]]

    def _round(self) -> float:
        return ROUNDS * self.topology.monitoring.prometheus.scrape_seconds + GRACE_SECONDS


@contextmanager
def watching(kube: Kube, topology: Topology) -> Iterator[Watcher]:
    """A watcher of the running stack."""
    with connected(kube) as prometheus:
        yield Watcher(kube, topology, prometheus)


@contextmanager
def stopped(kube: Kube, *names: str, seconds: int = 240) -> Iterator[None]:
    """Workloads (`deployment/web`) without a pod inside the block; afterwards as many as before, and ready.

    Raises:
        KubectlError: a workload does not come back within `seconds`.
    """
    before = {name: kube.get(name)["spec"]["replicas"] for name in names}
    try:
        for name in names:
            kube.run("scale", name, "-n", kube.namespace, "--replicas=0")
        yield
    finally:
        for name, replicas in before.items():
            kube.run("scale", name, "-n", kube.namespace, f"--replicas={replicas}")
        for name in names:
            kube.wait_for_rollout(name, seconds=seconds)
