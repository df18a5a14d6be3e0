"""Ask the stack's cluster, read-only."""

import json
from typing import Any

from cli import environment, paths, process
from cli.errors import Failure
from cli.facts import Facts

SECONDS = 15
WORKLOADS = "deployments.apps,statefulsets.apps"  # Postgres is the operator's, a kind of its own


def command(facts: Facts) -> list[str]:
    """kubectl with the stack's context."""
    return [str(paths.BIN / "kubectl"), *(["--context", facts.context] if facts.context else [])]


def get(facts: Facts, kind: str, *, namespace: str | None = None) -> list[dict[str, Any]]:
    """All objects of `kind` in the stack's namespace (or `namespace`). Raises Failure when the cluster is silent."""
    argv = [*command(facts), "get", kind, "--namespace", namespace or facts.namespace, "--output", "json"]
    argv += ["--request-timeout", f"{SECONDS}s"]
    status, out, err = process.capture(argv, timeout=SECONDS + 5, env=environment.variables(facts))
    if status:
        raise Failure(
            f"the cluster does not answer for {kind}: {err.strip().splitlines()[-1] if err.strip() else status}"
        )
    items: list[dict[str, Any]] = json.loads(out)["items"]
    return items


def answers(facts: Facts) -> bool:
    """Whether the API server is ready."""
    if not (paths.BIN / "kubectl").exists():
        return False
    argv = [*command(facts), "get", "--raw", "/readyz", "--request-timeout", "5s"]
    return process.capture(argv, timeout=10, env=environment.variables(facts))[0] == 0
