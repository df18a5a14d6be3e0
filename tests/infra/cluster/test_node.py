"""The machine under the stack: its node, and the processes that make it a cluster."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from testinfra.host import Host

from tests.infra.support.kube import Kube
from tests.infra.support.waiting import wait_until
from topology import Topology

# The metrics server asks the kubelet every 15 s, and needs two answers to tell the use of CPU.
MEASURED_SECONDS = 120
SUPERVISOR = "unix:///run/rushhour/supervisor.sock"
PROCESSES = (
    "containerd", "etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler",
    "kubelet", "kube-proxy", "kube-router", "local-provisioner",
)  # fmt: skip


def test_every_node_is_ready_and_under_no_pressure(kube: Kube) -> None:
    """Nodes are Ready, and short of neither memory, disk nor process ids (T: memory below 80 %, O1)."""
    nodes = kube.items("nodes")

    assert nodes
    for node in nodes:
        conditions = {c["type"]: c["status"] for c in node["status"]["conditions"]}
        assert conditions.pop("Ready") == "True", node["metadata"]["name"]
        assert set(conditions.values()) == {"False"}, (node["metadata"]["name"], conditions)


def test_the_node_is_the_topologys(machine: Host, kube: Kube, topology: Topology) -> None:
    """The embedded cluster has one node, with the name and address of the stack file (O1)."""
    (node,) = kube.items("nodes")
    addresses = {a["type"]: a["address"] for a in node["status"]["addresses"]}

    assert node["metadata"]["name"] == topology.cluster.embedded.node_name
    assert addresses["InternalIP"] == str(topology.cluster.embedded.node_address)


@pytest.mark.parametrize("process", PROCESSES)
def test_the_process_is_supervised_and_running(machine: Host, process: str) -> None:
    """Each process of the cluster runs under the supervisor, which would restart it (T: MTTR 5 min)."""
    supervisorctl = Path(sys.executable).parent / "supervisorctl"
    state = machine.run("%s -s %s status %s", str(supervisorctl), SUPERVISOR, process)

    assert state.stdout.split()[1:2] == ["RUNNING"], state.stdout + state.stderr


def test_cluster_addons_are_ready(kube: Kube, topology: Topology) -> None:
    """DNS, metrics and the Postgres operator are there with all their replicas (O1, D1)."""
    namespaces = ("kube-system", topology.cluster.operator_namespace)
    deployments = [d for namespace in namespaces for d in kube.items("deployments", namespace=namespace)]
    short = {
        d["metadata"]["name"]: d["status"].get("readyReplicas", 0)
        for d in deployments
        if d["status"].get("readyReplicas", 0) != d["spec"]["replicas"]
    }

    assert {"coredns", "metrics-server", "cnpg-controller-manager"} <= {d["metadata"]["name"] for d in deployments}
    assert short == {}


def test_usage_is_measured(kube: Kube) -> None:
    """The metrics API knows CPU and memory of nodes and pods: autoscaling has something to go by (M4, Q6)."""
    api = "/apis/metrics.k8s.io/v1beta1"
    for path in (f"{api}/nodes", f"{api}/namespaces/{kube.namespace}/pods"):
        answer = wait_until(
            lambda path=path: kube.run("get", "--raw", path, check=False),
            lambda answer: '"usage":{' in answer.out,
            seconds=MEASURED_SECONDS,
            what=f"{path} has figures",
            poll=3,
        )
        assert json.loads(answer.out)["items"]
