"""The Kubernetes provider: which cluster the stack is made on."""

from __future__ import annotations

import os
from pathlib import Path

import pulumi
import pulumi_kubernetes as k8s
import yaml

from components.errors import StackError
from topology.model.cluster import Cluster
from topology.model.vocabulary import Substrate


def cluster_provider(cluster: Cluster, state: Path) -> k8s.Provider:
    """A provider bound to one cluster, so that a changed `KUBECONFIG` never moves the stack elsewhere.

    The file's text is handed over as a secret (it holds a private key): the provider does not read paths.
    The cluster is known by its address. Without that the provider takes a renewed certificate authority for another
    cluster, and Pulumi makes every resource anew and deletes the old ones: the same ones. (Provider 1.6, which set-up
    compiles where a newer one cannot be downloaded, has no such setting; the embedded cluster keeps its authority.)

    Args:
        cluster: the stack's settings.
        state: the checkout's `.rushhour` folder, where the embedded cluster leaves its kubeconfig.

    Raises:
        StackError: there is no readable kubeconfig.
    """
    path = kubeconfig_path(cluster, state)
    try:
        text = path.read_text()
    except OSError as error:
        raise StackError(
            f"{path}: {error.strerror}. Without a kubeconfig no cluster is known. {_fix(cluster)}"
        ) from None
    return k8s.Provider(
        "cluster",
        kubeconfig=pulumi.Output.secret(text),
        context=cluster.context,
        cluster_identifier=server_address(text, cluster.context, path),
    )


def server_address(text: str, context: str | None, path: Path) -> str:
    """The address of a kubeconfig's API server: that of a context, or of the current one.

    Raises:
        StackError: the file names no such server.
    """
    try:
        config = yaml.safe_load(text)
        named = {kind: {one["name"]: one[kind] for one in config[f"{kind}s"]} for kind in ("context", "cluster")}
        chosen = named["context"][context or config["current-context"]]
        return str(named["cluster"][chosen["cluster"]]["server"])
    except (yaml.YAMLError, KeyError, TypeError) as error:
        wanted = f"the context {context}" if context else "the current context"
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise StackError(
            f"{path}: no server of {wanted} ({reason}), so no cluster is known. "
            "`kubectl config get-contexts` lists what the file has; name one of them with "
            "`pulumi config set --path 'rushhour:cluster.context' NAME`."
        ) from None


def kubeconfig_path(cluster: Cluster, state: Path) -> Path:
    """Where the kubeconfig is: of the embedded cluster, as the stack file says, or where kubectl looks."""
    if cluster.substrate is Substrate.EMBEDDED:
        return state / "kubeconfig"
    named = cluster.kubeconfig or os.environ.get("KUBECONFIG", "").split(os.pathsep)[0] or "~/.kube/config"
    return Path(named).expanduser()


def _fix(cluster: Cluster) -> str:
    if cluster.substrate is Substrate.EMBEDDED:
        return "Start the embedded cluster with `make up`."
    return "Set KUBECONFIG, or name the file with `pulumi config set --path 'rushhour:cluster.kubeconfig' FILE`."
