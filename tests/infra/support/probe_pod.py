"""Short-lived pods that carry a role's label and run nothing: for roles whose own pods end, and for strangers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.infra.support.kube import COMPONENT, Kube, Manifest

READY_SECONDS = 60
IDLE_SECONDS = 600
MARK = "rushhour.test/probe"


def manifest(image: str, namespace: str, labels: Mapping[str, str]) -> Manifest:
    """A pod that Pod Security `restricted` admits and that ends by itself, should a test run be killed."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"probe-{uuid.uuid4().hex[:8]}",
            "namespace": namespace,
            "labels": {MARK: "true", **labels},
        },
        "spec": {
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "restartPolicy": "Never",
            "activeDeadlineSeconds": IDLE_SECONDS,
            "terminationGracePeriodSeconds": 0,
            "securityContext": {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}},
            "containers": [
                {
                    "name": "probe",
                    "image": image,
                    "imagePullPolicy": "IfNotPresent",
                    "command": ["sleep", str(IDLE_SECONDS)],
                    "resources": {
                        "requests": {"cpu": "1m", "memory": "16Mi"},
                        "limits": {"cpu": "200m", "memory": "64Mi"},
                    },
                    "securityContext": {
                        "allowPrivilegeEscalation": False,
                        "readOnlyRootFilesystem": True,
                        "capabilities": {"drop": ["ALL"]},
                    },
                }
            ],
        },
    }


@contextmanager
def probe_pod(
    kube: Kube, *, component: str | None = None, namespace: str | None = None, image: str | None = None
) -> Iterator[Manifest]:
    """A running pod with the label of a role, or with none. It is deleted afterwards.

    Args:
        component: value of the component label.
        namespace: where; the stack's by default.
        image: what it runs; the image of the web pods by default.
    """
    where = namespace or kube.namespace
    labels = {COMPONENT: component, "app.kubernetes.io/part-of": "rushhour"} if component else {}
    pod = manifest(image or kube.pods("web")[0]["spec"]["containers"][0]["image"], where, labels)
    name = pod["metadata"]["name"]
    kube.apply(pod)
    try:
        wait = ["wait", "--for=condition=Ready", f"--timeout={READY_SECONDS}s", f"pod/{name}", "-n", where]
        kube.run(*wait, seconds=READY_SECONDS + 10)
        yield kube.get("pod", name, namespace=where)
    finally:
        kube.run("delete", "pod", name, "-n", where, "--wait=false", check=False)
