"""What a person can mend is told in one message, before anything is registered."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pulumi
import pytest
from components.cluster import kubeconfig_path
from recording import Recording, record

from topology import Topology

PROGRAM = Path(__file__).resolve().parents[1]
# The least that the embedded cluster takes.
SMALLEST = {
    "rushhour:edge": json.dumps({"serviceType": "NodePort"}),
    "rushhour:site": json.dumps({"httpsPort": 8443, "httpPort": 8080}),
}


def run(config: dict[str, str]) -> Recording:
    return record(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None, {**SMALLEST, **config})


@pytest.fixture
def empty_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `.rushhour` folder in which nothing was made yet."""
    monkeypatch.setattr("components.settings.STATE", tmp_path)
    return tmp_path


def test_every_problem_of_the_stack_file_at_once(state: Path) -> None:
    """Two mistakes, one message, no traceback."""
    assert state
    config = {"rushhour:web": json.dumps({"replicas": -1, "procesess": 2})}

    with pytest.raises(pulumi.RunError) as caught:
        run(config)
    assert "2 problems; nothing was changed" in str(caught.value)
    assert "rushhour:web.replicas" in str(caught.value)
    assert "write `processes`" in str(caught.value)


def test_images_that_were_not_built(empty_state: Path) -> None:
    """Names the images and the command."""
    assert empty_state

    with pytest.raises(pulumi.RunError, match=r"no reference for image app, edge.*make images"):
        run({})


def test_a_cluster_that_was_not_started(empty_state: Path, images: dict[str, str]) -> None:
    """Says which file is missing and how it is made."""
    (empty_state / "images.json").write_text(json.dumps(images))

    with pytest.raises(pulumi.RunError, match=r"kubeconfig: No such file.*make up"):
        run({})


def test_keys_of_an_outside_store_that_were_not_set(state: Path) -> None:
    """Backups that fail silently are worse than a deployment that does not start."""
    assert state
    config = {"rushhour:objectStore": json.dumps({"endpoint": "https://s3.example.com"})}

    with pytest.raises(
        pulumi.RunError, match=r"keys are not set.*pulumi config set --secret rushhour:objectStoreAccessKey"
    ):
        run(config)


def test_keys_of_an_outside_store_reach_the_pods(state: Path) -> None:
    """With both keys the stack runs no store of its own, and hands these on, marked secret."""
    assert state
    config = {
        "rushhour:objectStore": json.dumps({"endpoint": "https://s3.example.com"}),
        "rushhour:objectStoreAccessKey": "access-example",
        "rushhour:objectStoreSecretKey": "secret-example",
    }
    stack = run(config)

    assert stack.secret("app-secrets")["object_store_access_key"] == "access-example"
    assert stack.secret("object-store")["object_store_secret_key"] == "secret-example"
    assert "object-store" not in stack.of_kind("StatefulSet")


def test_own_tls_secret_is_used(state: Path) -> None:
    """A team's certificate takes the place of ours."""
    assert state
    stack = run({"rushhour:site": json.dumps({"httpsPort": 8443, "httpPort": 8080, "tlsSecret": "our-tls"})})

    assert "edge-tls" not in stack.of_kind("Secret")
    volumes = stack.one("Deployment", "edge").inputs["spec"]["template"]["spec"]["volumes"]
    assert "our-tls" in [volume["secret"]["secretName"] for volume in volumes if "secret" in volume]


def test_faults_of_the_program_keep_their_traceback() -> None:
    """Only what a person can mend is shortened."""

    def broken() -> None:
        from components.errors import plain_errors

        with plain_errors():
            raise KeyError("a bug")

    with pytest.raises(KeyError):
        record(broken)


def test_embedded_cluster_ignores_kubeconfig_of_the_shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A shell that points at production cannot move the local stack there."""
    monkeypatch.setenv("KUBECONFIG", "/home/me/.kube/production")

    assert kubeconfig_path(Topology().cluster, tmp_path) == tmp_path / "kubeconfig"


def test_own_cluster_is_found_as_kubectl_finds_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The stack file first, then KUBECONFIG."""
    monkeypatch.setenv("KUBECONFIG", "/etc/team/kubeconfig")
    named = Topology.model_validate({"cluster": {"substrate": "kubeconfig", "kubeconfig": "~/team"}}).cluster
    unnamed = Topology.model_validate({"cluster": {"substrate": "kubeconfig"}}).cluster

    assert kubeconfig_path(named, tmp_path) == Path("~/team").expanduser()
    assert kubeconfig_path(unnamed, tmp_path) == Path("/etc/team/kubeconfig")


def test_no_assertion_hides_in_an_apply() -> None:
    """An assertion inside `apply` may never run; tests look at recordings instead."""
    needle = "." + "apply("
    guilty = [path.name for path in Path(__file__).parent.glob("*.py") if needle in path.read_text()]

    assert guilty == []
