"""Can a pod open a TCP connection? Asked from inside the pod itself, with nothing but bash: every image has it.

A refused packet and a closed port look alike from there. What tells them apart is that every target in use here is also
reached by someone who may: an allowed connection of the same suite is the control of the forbidden one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tests.infra.support.kube import Kube

Address = tuple[str, int]
CONNECT_SECONDS = 3
# Reads "ip port" lines and answers "ip port open|closed" for all of them at once.
_SCRIPT = f"""
while read -r ip port; do
  (if timeout {CONNECT_SECONDS} bash -c ">/dev/tcp/$ip/$port" 2>/dev/null
   then echo "$ip $port open"; else echo "$ip $port closed"; fi) &
done
wait
"""


def reachable(kube: Kube, pod: str, targets: Iterable[Address], *, namespace: str | None = None) -> dict[Address, bool]:
    """Which of the addresses accept a connection from this pod."""
    wanted = sorted(set(targets))
    lines = "".join(f"{address} {port}\n" for address, port in wanted)
    # The script is the command and the addresses its input, so both need no quoting.
    ran = kube.exec(pod, "bash", "-c", _SCRIPT, stdin=lines, namespace=namespace, seconds=60)
    found = {}
    for line in ran.out.splitlines():
        address, port, verdict = line.split()
        found[(address, int(port))] = verdict == "open"
    missing = [target for target in wanted if target not in found]
    assert not missing, f"{pod} gave no verdict about {missing}: {ran.out!r} {ran.err!r}"
    return found


def pod_address(pod: Mapping[str, object]) -> str:
    """The pod's own address; Services would hide which pod was asked."""
    status = pod["status"]
    assert isinstance(status, Mapping)
    return str(status["podIP"])


def addresses(pods: Sequence[Mapping[str, object]], port: int) -> list[Address]:
    """One address per pod."""
    return [(pod_address(pod), port) for pod in pods]
