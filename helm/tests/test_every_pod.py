"""What holds for every pod of every value set."""

from __future__ import annotations

import re

import yaml

from helm.tests.chart import CHECKOUT, NAMESPACE, Manifest, containers, named, pod, workloads


def test_pods_satisfy_pod_security_restricted(manifests: list[Manifest]) -> None:
    """No root, no privileges, no escalation, seccomp on, no host namespace, ordinary volumes; and a read-only root."""
    for workload in workloads(manifests):
        spec, name = pod(workload), workload["metadata"]["name"]
        assert spec["securityContext"]["runAsNonRoot"] is True, name
        assert spec["securityContext"]["runAsUser"] > 0, name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys(), name
        assert {kind for v in spec["volumes"] for kind in v if kind != "name"} <= {"emptyDir", "secret", "configMap"}, (
            name
        )
        for container in containers(workload):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }, f"{name}/{container['name']}"
            assert all("hostPort" not in port for port in container.get("ports", [])), name


def test_containers_ask_for_and_are_held_to_cpu_and_memory(manifests: list[Manifest]) -> None:
    """Requests and limits, of both, everywhere."""
    for workload in workloads(manifests):
        for container in containers(workload):
            for bound in ("requests", "limits"):
                assert container["resources"][bound].keys() == {"cpu", "memory"}, container["name"]


def test_pods_carry_the_labels_policies_select_by(manifests: list[Manifest]) -> None:
    """name, part-of, component; and every selector of the chart finds its pods by all three."""
    components = set()
    for workload in workloads(manifests):
        labels = workload["spec"]["template"]["metadata"]["labels"]
        assert labels["app.kubernetes.io/name"] == labels["app.kubernetes.io/part-of"] == "rushhour"
        components.add(labels["app.kubernetes.io/component"])
        if workload["kind"] != "Job":
            assert workload["spec"]["selector"]["matchLabels"] == labels
            assert labels["app.kubernetes.io/component"] == workload["metadata"]["name"]
        for constraint in pod(workload)["topologySpreadConstraints"]:
            assert constraint["labelSelector"]["matchLabels"] == labels
            assert constraint["whenUnsatisfiable"] == "ScheduleAnyway"
    for service in (m for m in manifests if m["kind"] == "Service"):
        assert service["spec"]["selector"]["app.kubernetes.io/component"] in components
    for budget in (m for m in manifests if m["kind"] == "PodDisruptionBudget"):
        assert budget["spec"]["selector"]["matchLabels"]["app.kubernetes.io/component"] in components
        assert budget["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


def test_only_the_autoscaler_gets_a_service_account_token(manifests: list[Manifest]) -> None:
    """One account a role, made here, and a token only in the pod that talks to the Kubernetes API."""
    for workload in workloads(manifests):
        account = named(manifests, "ServiceAccount", pod(workload)["serviceAccountName"])
        assert account["automountServiceAccountToken"] is False
        assert account["metadata"]["annotations"]["pulumi.com/skipAwait"] == "true"
        talks = workload["metadata"]["name"] == "autoscaler"
        assert pod(workload)["automountServiceAccountToken"] is talks
        assert pod(workload)["enableServiceLinks"] is False


def test_nothing_is_a_hook_or_sits_in_another_namespace(manifests: list[Manifest]) -> None:
    """Pulumi and GitOps drop hooks; and names would clash if anything strayed."""
    for manifest in manifests:
        annotations = manifest["metadata"].get("annotations", {})
        assert not [key for key in annotations if key.startswith("helm.sh/hook")], manifest["metadata"]["name"]
        assert manifest["metadata"]["namespace"] == NAMESPACE
    keys = [(m["kind"], m["metadata"]["name"]) for m in manifests]
    assert len(keys) == len(set(keys))


def test_images_are_pinned(manifests: list[Manifest]) -> None:
    """A tag or a digest, never `latest`."""
    for workload in workloads(manifests):
        for container in containers(workload):
            assert re.search(r"(@sha256:[0-9a-f]{64}|:(?!latest$)[\w.-]+)$", container["image"])


def test_secrets_reach_pods_as_files_only(manifests: list[Manifest]) -> None:
    """No environment variable comes from a Secret, no file is readable by others, of CAs only the public part."""
    for workload in workloads(manifests):
        for container in containers(workload):
            assert all("value" in entry for entry in container.get("env", []))
            assert all(source.keys() == {"configMapRef"} for source in container.get("envFrom", []))
        for volume in pod(workload)["volumes"]:
            assert volume.get("secret", {}).get("defaultMode", 0o440) == 0o440
            if volume["name"].endswith("-ca"):
                (items,) = [kind["items"] for kind in volume.values() if isinstance(kind, dict)]
                assert items == [{"key": "ca.crt", "path": "ca.crt"}]


def test_every_mount_has_its_volume_and_every_configmap_its_object(manifests: list[Manifest]) -> None:
    """A name that does not match would leave a pod waiting for ever."""
    outside = {"internal-ca", "my-edge"}  # made by others
    made = {m["metadata"]["name"] for m in manifests if m["kind"] == "ConfigMap"}
    for workload in workloads(manifests):
        volumes = {volume["name"] for volume in pod(workload)["volumes"]}
        for container in containers(workload):
            assert {mount["name"] for mount in container["volumeMounts"]} == volumes
            assert {source["configMapRef"]["name"] for source in container.get("envFrom", [])} <= made
        used = {volume["configMap"]["name"] for volume in pod(workload)["volumes"] if "configMap" in volume}
        assert used <= made | outside


def test_pods_run_as_their_images_user(local: list[Manifest]) -> None:
    """The uid in the chart is the one the Containerfile made, or files would belong to nobody."""
    for image, role in (("app", "web"), ("edge", "edge")):
        containerfile = (CHECKOUT / "images" / image / "Containerfile").read_text()
        (user,) = set(re.findall(r"^USER (\d+):\1$", containerfile, re.MULTILINE))
        context = pod(named(local, "Deployment", role))["securityContext"]
        assert {context["runAsUser"], context["runAsGroup"], context["fsGroup"]} == {int(user)}, image


def test_environment_of_other_roles_does_not_leak(local: list[Manifest]) -> None:
    """Only the migration Job is the owner of the database, and only it gets the owner's password."""
    for workload in workloads(local):
        if workload["metadata"]["name"] == "edge":
            continue
        migrates = pod(workload)["serviceAccountName"] == "migrate"
        text = yaml.safe_dump(named(local, "ConfigMap", f"{pod(workload)['serviceAccountName']}-environment"))
        assert ("shop_owner" in text) is migrates
        secret = next(v["secret"]["secretName"] for v in pod(workload)["volumes"] if v["name"] == "secrets")
        assert secret == ("migrate-secrets" if migrates else "app-secrets")
