"""One screen: what runs."""

import argparse
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

from cli import console, kubectl, paths, running
from cli.errors import Failure
from cli.facts import Facts

HELP = """Show on one screen what runs: the cluster, each workload's ready and wanted pods, Postgres, whether the shop
answers.

Exit status 0: everything wanted is ready and the shop answers; 1: something is not.
"""
WIDTH = 26

Line = tuple[bool, str]  # whether it is as wanted, and what to print


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: argparse.Namespace) -> int:
    """0 or 1, see HELP."""
    stack = running.answering(options.stack)
    healthy = True
    for section in (nodes, workloads, postgres, address):
        for ready, line in told(section, stack):
            console.say(f"{'✓' if ready else '✗'} {line}")
            healthy &= ready
    return 0 if healthy else 1


def told(section: Callable[[Facts], Iterator[Line]], stack: Facts) -> list[Line]:
    """The lines of one section; one that cannot be asked is a line too, and the others still follow."""
    try:
        return list(section(stack))
    except Failure as failure:
        return [(False, failure.what)]


def nodes(stack: Facts) -> Iterator[Line]:
    """Each node and whether it is Ready."""
    for node in kubectl.get(stack, "nodes"):
        ready = any(c["type"] == "Ready" and c["status"] == "True" for c in node["status"]["conditions"])
        version = node["status"]["nodeInfo"]["kubeletVersion"]
        yield ready, f"{'node ' + node['metadata']['name']:<{WIDTH}} {'Ready' if ready else 'not ready'}, {version}"


def workloads(stack: Facts) -> Iterator[Line]:
    """Each Deployment and StatefulSet of the stack with its ready and wanted pods; none at all is a fault."""
    found = kubectl.get(stack, kubectl.WORKLOADS)
    if not found:
        yield False, f"nothing runs in the namespace {stack.namespace}"
    for item in found:
        yield workload(item)


def workload(item: dict[str, Any]) -> Line:
    """One workload's line."""
    wanted = int(item["spec"].get("replicas", 1))
    ready = int(item["status"].get("readyReplicas", 0))
    return ready >= wanted, f"{item['metadata']['name']:<{WIDTH}} {ready}/{wanted} ready"


def postgres(stack: Facts) -> Iterator[Line]:
    """Each Postgres cluster: its instances, its primary, the operator's own words on its state."""
    for item in kubectl.get(stack, "clusters.postgresql.cnpg.io"):
        state, wanted = item.get("status", {}), int(item["spec"]["instances"])
        ready, primary = int(state.get("readyInstances", 0)), state.get("currentPrimary", "none")
        line = (
            f"{ready}/{wanted} ready, primary {primary}, {wanted - 1} replica(s); {state.get('phase', 'no state yet')}"
        )
        yield ready >= wanted, f"{item['metadata']['name']:<{WIDTH}} {line}"


def address(stack: Facts) -> Iterator[Line]:
    """Whether the shop answers, with the HTTP status."""
    code = answer(stack)
    yield code == "200", f"{stack.address:<{WIDTH}} {code}"


def answer(stack: Facts, path: str = "/", timeout: float = 10) -> str:
    """The HTTP status of a page as text, or why there is none."""
    authority = str(paths.CA_CERTIFICATE) if stack.embedded and paths.CA_CERTIFICATE.exists() else None
    try:
        context = ssl.create_default_context(cafile=authority)
        with urllib.request.urlopen(stack.address + path, timeout=timeout, context=context) as response:  # noqa: S310 - https only
            return str(response.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except (OSError, ssl.SSLError) as error:
        return f"no answer: {getattr(error, 'reason', error)}"
