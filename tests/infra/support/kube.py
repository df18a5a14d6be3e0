"""The cluster as the tests see it: kubectl with the stack's context, answers as plain data."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INSIDE = Path(__file__).resolve().parent.parent / "inside"
COMPONENT = "app.kubernetes.io/component"
# The Postgres operator puts its own component labels on its pods; these tell its pods apart.
POOLER = "cnpg.io/poolerName"
INSTANCE = "cnpg.io/instanceName"
POSTGRES = "postgres"
Manifest = dict[str, Any]


def selector(component: str) -> str:
    """The label selector, as kubectl takes it, of a component of the topology."""
    if component == POSTGRES:
        return f"cnpg.io/cluster={POSTGRES},{INSTANCE}"
    if component.startswith("pooler-"):
        return f"{POOLER}={component}"
    return f"{COMPONENT}={component}"


def component_of(pod: Manifest) -> str:
    """The component of the topology a pod belongs to; empty for a stranger."""
    labels = pod["metadata"].get("labels", {})
    if POOLER in labels:
        return str(labels[POOLER])
    if labels.get("cnpg.io/cluster"):
        return POSTGRES
    return str(labels.get(COMPONENT, ""))


class KubectlError(AssertionError):
    """kubectl said no. A test that needed the answer has failed."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a command left behind."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        """The last line of the output, read as JSON."""
        lines = self.out.strip().splitlines()
        try:
            return json.loads(lines[-1])
        except (IndexError, json.JSONDecodeError):
            raise AssertionError(f"no JSON came back. Output: {self.out!r}. Errors: {self.err!r}") from None


@dataclass(frozen=True, slots=True)
class Kube:
    """kubectl, the environment it runs with, and the stack's namespace."""

    environment: Mapping[str, str]
    namespace: str
    context: str | None = None

    def run(self, *arguments: str, stdin: str | None = None, check: bool = True, seconds: float = 60) -> Result:
        """Run kubectl.

        Raises:
            KubectlError: it failed and `check` is set, or it did not end within `seconds`.
        """
        command = ["kubectl", *(["--context", self.context] if self.context else []), *arguments]
        return execute(command, self.environment, stdin=stdin, check=check, seconds=seconds)

    def get(self, *what: str, namespace: str | None = None) -> Manifest:
        """`kubectl get … --output json` in the stack's namespace, or in another."""
        found: Manifest = json.loads(self.run("get", *what, "-n", namespace or self.namespace, "-o", "json").out)
        return found

    def items(self, *what: str, namespace: str | None = None) -> list[Manifest]:
        """The objects `kubectl get` lists."""
        listed: list[Manifest] = self.get(*what, namespace=namespace)["items"]
        return listed

    def pods(self, component: str) -> list[Manifest]:
        """Running pods of a role, by name. Pods on their way out are not among them."""
        found = self.items("pods", "-l", selector(component), "--field-selector=status.phase=Running")
        return sorted(
            (pod for pod in found if "deletionTimestamp" not in pod["metadata"]),
            key=lambda pod: pod["metadata"]["name"],
        )

    def exec(
        self,
        pod: str,
        *command: str,
        container: str | None = None,
        stdin: str | None = None,
        check: bool = True,
        seconds: float = 60,
        namespace: str | None = None,
    ) -> Result:
        """Run a command in a pod. `pod` may be `deploy/web`, which picks one."""
        where = ["-n", namespace or self.namespace, *(["-c", container] if container else [])]
        how = ["-i"] if stdin is not None else []
        return self.run("exec", *how, *where, pod, "--", *command, stdin=stdin, check=check, seconds=seconds)

    def inside(self, script: str, *arguments: Any, pod: str = "deploy/web", seconds: float = 60) -> Any:
        """Run a script of `tests/infra/inside` with the app's interpreter in one of its pods.

        Args:
            script: its file name.
            arguments: given to it as one JSON list, in `sys.argv[1]`. No secrets: they are files in the pod.

        Returns:
            what it printed as its last line, read as JSON.
        """
        text = (INSIDE / script).read_text()
        return self.exec(pod, "python", "-", json.dumps(arguments), stdin=text, seconds=seconds).json()

    def wait_for_rollout(self, workload: str, *, seconds: int) -> None:
        """Wait until every pod of a workload (`deployment/web`) is the newest and ready.

        Raises:
            KubectlError: not within `seconds`.
        """
        wait = ["rollout", "status", workload, "-n", self.namespace, f"--timeout={seconds}s"]
        self.run(*wait, seconds=seconds + 10)

    def apply(self, *manifests: Manifest) -> None:
        """Create or change objects."""
        self.run("apply", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": list(manifests)}))


def execute(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    stdin: str | None = None,
    check: bool = True,
    seconds: float = 60,
    cwd: Path | None = None,
) -> Result:
    """Run a program.

    Raises:
        KubectlError: it failed and `check` is set, or it did not end within `seconds`.
    """
    shown = " ".join(command[:12])
    try:
        done = subprocess.run(
            command, env=dict(environment), input=stdin, capture_output=True, text=True, timeout=seconds, cwd=cwd
        )
    except subprocess.TimeoutExpired as error:
        raise KubectlError(f"{shown}: did not end within {seconds:g} s; output so far: {error.stdout!r}") from None
    if check and done.returncode != 0:
        raise KubectlError(f"{shown}: exit status {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Result(done.returncode, done.stdout, done.stderr)
