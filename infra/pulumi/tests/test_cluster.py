"""Which cluster a stack is on: its address, whatever else changes in a kubeconfig."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from components.cluster import server_address
from components.errors import StackError
from recording import Recording

PATH = Path("/etc/team/kubeconfig")


def kubeconfig(**changed: str) -> str:
    """Two clusters, of which the second is the current one's."""
    facts = {"authority": "Zmlyc3Q=", "key": "a2V5", "current": "evening", **changed}
    names = {"morning": "https://203.0.113.1:6443", "evening": "https://203.0.113.2:6443"}
    return yaml.safe_dump(
        {
            "current-context": facts["current"],
            "clusters": [
                {"name": name, "cluster": {"server": server, "certificate-authority-data": facts["authority"]}}
                for name, server in names.items()
            ],
            "contexts": [{"name": name, "context": {"cluster": name, "user": "we"}} for name in names],
            "users": [{"name": "we", "user": {"client-key-data": facts["key"]}}],
        }
    )


def test_a_renewed_authority_or_client_is_no_other_cluster() -> None:
    """Else Pulumi would replace the provider, and with it everything, data too."""
    before = server_address(kubeconfig(), None, PATH)

    assert before == "https://203.0.113.2:6443"
    assert server_address(kubeconfig(authority="c2Vjb25k", key="bmV3"), None, PATH) == before


def test_another_context_is_another_cluster() -> None:
    """Whether the stack file names it or the file's own choice changes."""
    assert server_address(kubeconfig(), "morning", PATH) == "https://203.0.113.1:6443"
    assert server_address(kubeconfig(current="morning"), None, PATH) == "https://203.0.113.1:6443"


@pytest.mark.parametrize(
    ("text", "context"),
    [(kubeconfig(), "noon"), ("", None), ("[]", None), ("clusters: [", None), ("clusters: [1]", None), ("a: b", None)],
)
def test_a_file_without_the_server_is_refused(text: str, context: str | None) -> None:
    """Where, what and how to fix it, before anything is changed."""
    with pytest.raises(StackError, match=r"^/etc/team/kubeconfig: no server of .*rushhour:cluster\.context"):
        server_address(text, context, PATH)


def test_the_provider_knows_its_cluster_by_the_address(stack: Recording) -> None:
    """And by nothing else."""
    (provider,) = [r for r in stack.registered if r.type == "pulumi:providers:kubernetes"]

    assert provider.inputs["clusterIdentifier"].startswith("https://")
