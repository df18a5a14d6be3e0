"""Secrets: where they rest and where they must never be (W2, O5). Values are compared, never printed."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path

import pytest
from testinfra.host import Host

from tests.infra.conftest import ROOT
from tests.infra.support.kube import Kube, execute
from tests.infra.support.secrets import Needle, found_in, found_in_files, needles, process_texts
from topology import Topology

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
CLUSTER_STATE = Path("/var/lib/rushhour")
CLUSTER_LOGS = Path("/var/log/rushhour")
LOCAL = ROOT / ".rushhour"
# Barman gets its credentials in its environment, for the seconds it copies a segment: the operator starts it so.
SHORT_LIVED = b"barman"


@pytest.fixture(scope="module")
def wanted(kube: Kube) -> list[Needle]:
    """What to look for."""
    return needles(kube)


def test_no_environment_of_a_pod_names_a_secret(kube: Kube) -> None:
    """Containers get secrets as files: an environment ends up in crash reports and child processes (W2, O5)."""
    taken = [
        f"{pod['metadata']['name']}/{container['name']}: {entry['name']}"
        for pod in kube.items("pods")
        for container in (*pod["spec"].get("initContainers", []), *pod["spec"]["containers"])
        for entry in container.get("env", [])
        if "secretKeyRef" in entry.get("valueFrom", {})
    ]
    whole = [
        f"{pod['metadata']['name']}/{container['name']}"
        for pod in kube.items("pods")
        for container in (*pod["spec"].get("initContainers", []), *pod["spec"]["containers"])
        if any("secretRef" in source for source in container.get("envFrom", []))
    ]

    assert (taken, whole) == ([], [])


def test_objects_of_the_api_hold_no_secret_but_secrets(kube: Kube, wanted: list[Needle]) -> None:
    """No ConfigMap, pod, Deployment, Job, annotation or event repeats a secret value (O5)."""
    kinds = "configmaps,pods,deployments,statefulsets,jobs,services,events,serviceaccounts,clusters.postgresql.cnpg.io"
    text = kube.run("get", kinds, "-n", kube.namespace, "-o", "json").out

    assert found_in(text.encode(), wanted) == []


def test_secrets_do_not_repeat_themselves_in_annotations(kube: Kube, wanted: list[Needle]) -> None:
    """No annotation repeats a secret, but the one that client-side apply writes; and that holds no older value (O5)."""
    # The provider on registry-only machines applies on the client's side (docs/adr/0005). One that applies on the
    # server's writes no such annotation; with it the second half of this test has nothing to look at.
    for secret in kube.items("secrets"):
        annotations = dict(secret["metadata"].get("annotations", {}))
        applied = json.loads(annotations.pop(LAST_APPLIED, "{}"))
        repeated = {key: text.encode() for key, text in applied.get("stringData", {}).items()}
        repeated |= {key: base64.b64decode(text) for key, text in (applied.get("data") or {}).items()}
        kept = {key: base64.b64decode(text) for key, text in (secret.get("data") or {}).items()}

        assert found_in(json.dumps(annotations).encode(), wanted) == []
        assert [key for key, value in repeated.items() if kept.get(key) != value] == [], secret["metadata"]["name"]


def test_the_state_of_pulumi_holds_no_secret_in_clear(
    stack: str, tool_environment: dict[str, str], wanted: list[Needle]
) -> None:
    """`pulumi stack export` shows ciphertext only: the state may be backed up and shared (O5)."""
    command = ["pulumi", "stack", "export", "--stack", stack, "--non-interactive"]
    exported = execute(command, tool_environment, cwd=ROOT, seconds=120).out

    assert len(json.loads(exported)["deployment"]["resources"]) > 50, "this is not the stack's state"
    assert "ciphertext" in exported
    assert found_in(exported.encode(), wanted) == []


def test_the_checkouts_files_hold_no_secret_in_clear(wanted: list[Needle]) -> None:
    """Neither the stack file, the local state nor any log of the set-up carries a secret value (O5)."""
    files = [
        ROOT / "Pulumi.local.yaml",
        *(file for file in LOCAL.rglob("*") if file.is_file() and not file.is_symlink()),
    ]

    assert found_in_files(files, wanted) == {}


def test_local_state_is_for_its_owner_alone() -> None:
    """Nobody else on the machine reads the kubeconfig, the passphrase or the state (O5)."""
    assert stat.S_IMODE(LOCAL.stat().st_mode) == 0o700
    for name in ("kubeconfig", "passphrase"):
        assert stat.S_IMODE((LOCAL / name).stat().st_mode) == 0o600, name


def test_etcd_holds_no_secret_in_clear(machine: Host, topology: Topology, wanted: list[Needle]) -> None:
    """Secrets are encrypted before they reach the disk of the cluster's database (O5)."""
    files = [file for file in (CLUSTER_STATE / "etcd").rglob("*") if file.is_file()]
    marks = [file for file in files if b"k8s:enc:" in file.read_bytes()]

    assert marks, "no encrypted object in etcd's files: nothing was proved"
    assert found_in_files(files, wanted) == {}


def test_no_log_of_the_cluster_holds_a_secret(machine: Host, wanted: list[Needle]) -> None:
    """Logs of pods, of the cluster's processes and the audit log carry no secret value (M7, O5)."""
    files = [file for file in CLUSTER_LOGS.rglob("*") if file.is_file() and not file.is_symlink()]

    assert files, f"{CLUSTER_LOGS} is empty: nothing was proved"
    assert found_in_files(files, wanted) == {}


def test_no_command_line_carries_a_secret(machine: Host, wanted: list[Needle]) -> None:
    """Command lines are public on a machine: no process was started with a secret on its own (O5)."""
    lines = process_texts("cmdline")
    leaks = {name: names for name, text in lines.items() if (names := found_in(text, wanted))}

    assert len(lines) > 20
    assert leaks == {}


def test_no_environment_carries_a_secret(machine: Host, wanted: list[Needle]) -> None:
    """The environments the kernel keeps for the running processes hold none either (W2, O5)."""
    excused = {name for name, text in process_texts("cmdline").items() if SHORT_LIVED in text}
    environments = {name: text for name, text in process_texts("environ").items() if name not in excused}
    leaks = {name: names for name, text in environments.items() if (names := found_in(text, wanted))}

    assert leaks == {}
