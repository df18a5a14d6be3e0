"""The base of every component: a place in the resource tree, and one way to register a manifest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pulumi
import pulumi_kubernetes as k8s

from components.manifests import Manifest

# The kinds the stack knows. Both the current provider and the last one published as a Go module (1.6.0) know them too.
_KINDS: dict[tuple[str, str], Callable[..., pulumi.Resource]] = {
    ("v1", "Namespace"): k8s.core.v1.Namespace,
    ("v1", "ConfigMap"): k8s.core.v1.ConfigMap,
    ("v1", "Secret"): k8s.core.v1.Secret,
    ("v1", "Service"): k8s.core.v1.Service,
    ("v1", "ServiceAccount"): k8s.core.v1.ServiceAccount,
    ("v1", "LimitRange"): k8s.core.v1.LimitRange,
    ("v1", "ResourceQuota"): k8s.core.v1.ResourceQuota,
    ("apps/v1", "Deployment"): k8s.apps.v1.Deployment,
    ("apps/v1", "StatefulSet"): k8s.apps.v1.StatefulSet,
    ("batch/v1", "Job"): k8s.batch.v1.Job,
    ("batch/v1", "CronJob"): k8s.batch.v1.CronJob,
    ("policy/v1", "PodDisruptionBudget"): k8s.policy.v1.PodDisruptionBudget,
    ("networking.k8s.io/v1", "NetworkPolicy"): k8s.networking.v1.NetworkPolicy,
    ("rbac.authorization.k8s.io/v1", "Role"): k8s.rbac.v1.Role,
    ("rbac.authorization.k8s.io/v1", "RoleBinding"): k8s.rbac.v1.RoleBinding,
    ("rbac.authorization.k8s.io/v1", "ClusterRole"): k8s.rbac.v1.ClusterRole,
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"): k8s.rbac.v1.ClusterRoleBinding,
    ("autoscaling/v2", "HorizontalPodAutoscaler"): k8s.autoscaling.v2.HorizontalPodAutoscaler,
}
# Kinds whose readiness the provider would wait for in vain.
# ServiceAccount: 1.6.0 waits for the token Secret that clusters stopped making in Kubernetes 1.24.
# Service: pods find each other through them while they start, so Services come first; what is awaited is the pods.
_NOT_AWAITED = {"ServiceAccount", "Service"}
_SKIP_AWAIT = "pulumi.com/skipAwait"


class Layer(pulumi.ComponentResource):
    """One layer of the stack.

    Children get this component as parent, so the provider and the place in `pulumi stack` follow, and start after
    everything in `after` is there (Pulumi does not hand a component's own dependencies down).
    """

    def __init__(
        self,
        name: str,
        *,
        after: Sequence[pulumi.Resource] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(f"rushhour:platform:{type(self).__name__}", name, None, opts)
        self._after = list(after)

    def add(
        self, manifest: Manifest, *, after: Sequence[pulumi.Resource] = (), deadline: str | None = None
    ) -> pulumi.Resource:
        """Register one manifest under its own name.

        Args:
            manifest: a Kubernetes object with `metadata.name`.
            after: siblings that have to be there first; none: what the whole layer waits for.
            deadline: how long its creation or update may take (`"10m"`); on expiry `pulumi up` fails with what the
                provider last saw, which for pods includes their own last message. None: the provider's 10 minutes.
        """
        body = dict(manifest)
        api_version, kind = body.pop("apiVersion"), body.pop("kind")
        if kind in _NOT_AWAITED:
            body["metadata"] = _annotated(body["metadata"], {_SKIP_AWAIT: "true"})
        timeouts = pulumi.CustomTimeouts(create=deadline, update=deadline) if deadline else None
        options = self.child_options(after=after, custom_timeouts=timeouts)
        make = _KINDS.get((api_version, kind))
        if make is None:
            return k8s.apiextensions.CustomResource(
                manifest["metadata"]["name"], api_version=api_version, kind=kind, opts=options, **body
            )
        return make(manifest["metadata"]["name"], opts=options, **{_snake(key): value for key, value in body.items()})

    def child_options(self, *, after: Sequence[pulumi.Resource] = (), **options: Any) -> pulumi.ResourceOptions:
        """Options of any child: this parent, and what has to be there first.

        Siblings stand for what they wait for themselves: naming it all on every child would make the state, which lists
        each resource's dependencies, ten times as long.
        """
        return pulumi.ResourceOptions(parent=self, depends_on=list(after or self._after), **options)


def _annotated(metadata: Manifest, annotations: dict[str, str]) -> Manifest:
    return {**metadata, "annotations": {**metadata.get("annotations", {}), **annotations}}


def _snake(key: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower()
