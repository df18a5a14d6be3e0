"""The program behind the preflight's report, and the pod in which the new release judges itself (O1)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from judge import pod
from judge.check import Check, complaint
from preflight_seen import IMAGE, finding, release, said, well
from tree import ANSIBLE, inventory, read


def test_the_pod_is_the_last_migration_job_with_the_new_image() -> None:
    """Its account, secrets and labels (the NetworkPolicy's), the new release's environment first, an end (O1)."""
    labels = {"app.kubernetes.io/component": "migrate", "controller-uid": "1"}
    container = {"name": "migrate", "image": "old", "command": ["x"], "envFrom": [{"configMapRef": {"name": "e"}}]}
    spec = {"containers": [container], "serviceAccountName": "migrate", "restartPolicy": "OnFailure"}
    template = {"metadata": {"labels": labels}, "spec": spec}
    jobs = [
        {"metadata": {"creationTimestamp": "2026-01-02"}, "spec": {"template": template}},
        {"metadata": {"creationTimestamp": "2026-01-01"}, "spec": {}},
    ]
    made = pod.manifest(json.dumps({"items": jobs}), {"B": "2", "A": "1"}, "name", IMAGE, 90)
    assert made["metadata"]["labels"] == {"app.kubernetes.io/component": "migrate"}
    [only] = made["spec"]["containers"]
    assert (only["image"], only["envFrom"]) == (IMAGE, container["envFrom"])
    assert only["env"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    assert made["spec"]["serviceAccountName"] == "migrate"
    assert (made["spec"]["restartPolicy"], made["spec"]["activeDeadlineSeconds"]) == ("Never", 90)


@pytest.mark.parametrize(("jobs", "image"), [('{"items": []}', IMAGE), ("", IMAGE), ('{"items": [1]}', "")])
def test_without_a_job_or_an_image_there_is_no_pod(jobs: str, image: str) -> None:
    """And the report says why (O1)."""
    with pytest.raises(pod.NoPod, match=r"no |which"):
        pod.manifest(jobs, {}, "name", image, 90)


def test_the_program_writes_the_report_and_prints_the_verdict_last(tmp_path: Path) -> None:
    """As the role runs it (O1); the task that stops the play looks at the end of what is printed."""
    seen = well()
    seen["release"] = release([], [finding("stop")])
    file = tmp_path / "report.json"
    folder = ANSIBLE / "roles/preflight/files"
    command = [sys.executable, "-B", "-m", "judge", "report", str(file)]
    done = subprocess.run(command, cwd=folder, input=json.dumps(seen), capture_output=True, text=True, check=True)
    assert done.stdout.rstrip("\n").endswith("(12 ok, 0 warn, 1 stop): stop")
    written = json.loads(file.read_text())
    assert written["verdict"] == "stop"
    assert {"status", "where", "what", "then", "fix"} == set(written["checks"][0])
    assert all(Check(**check).where for check in written["checks"])
    [stopping] = [task for task in read(ANSIBLE / "roles/preflight/tasks/report.yml") if "ansible.builtin.fail" in task]
    assert stopping["when"] == "preflight_judged.stdout is search('stop$')"


def test_the_environment_of_the_new_release_is_in_the_inventory() -> None:
    """The old ConfigMap may lack a key that the new image asks for (O1)."""
    environment = inventory("local")["rushhour_targets"]["migrate_environment"]
    assert environment["DATABASE_HOST"] == "postgres-rw"


def test_the_reason_of_a_command_in_a_pod_is_its_own() -> None:
    """kubectl's last line says only that it failed (O1)."""
    asked = said("", 1, "Unknown command: 'health_check'\ncommand terminated with exit code 1\n")
    assert complaint(asked) == "Unknown command: 'health_check'"
