"""The shop itself: the objects of the chart `helm/rushhour`, registered as ordinary resources, in the order of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi

from components.chart import render
from components.layer import Layer
from components.manifests import Manifest, checksum
from components.secrets import Secrets, app_files
from topology.model import Topology
from topology.model.vocabulary import ImageName, Role
from topology.render.helm_values import helm_values

_COMPONENT = "app.kubernetes.io/component"
# Over the Job's own deadline, so that its verdict arrives first and with a reason.
_MARGIN_SECONDS = 60
_DEFAULT_JOB_SECONDS = 1800
ROLLOUT_DEADLINE = "15m"


@dataclass(frozen=True, kw_only=True)
class ApplicationArgs:
    """What the app is made of.

    Attributes:
        topology: the deployment.
        images: full references.
        secrets: a change of them rolls the pods that mount them.
        chart: folder of the Helm chart.
    """

    topology: Topology
    images: Mapping[ImageName, str]
    secrets: Secrets
    chart: Path


class Application(Layer):
    """Ends when the shop serves.

    Order: what pods refer to, the migration Job, what needs the schema (Deployments wait for it themselves too), the
    warm-up. Awaiting the Job first puts its own message, not twenty waiting pods, in front of the reader.

    Attributes:
        url: where shoppers find it.
    """

    url: str

    def __init__(
        self,
        args: ApplicationArgs,
        *,
        after: Sequence[pulumi.Resource] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("application", after=after, opts=opts)
        values = helm_values(args.topology, args.images)
        manifests = render(args.chart, args.topology.cluster.namespace, values)
        waves = in_waves([with_stamps(manifest, stamps(args.secrets)) for manifest in manifests])
        before: list[pulumi.Resource] = []
        for wave in waves:
            before = [self.add(manifest, after=before, deadline=deadline(manifest)) for manifest in wave]
        self.url = args.topology.site.origin
        self.register_outputs({"url": self.url})


def in_waves(manifests: Sequence[Manifest]) -> list[list[Manifest]]:
    """Groups that start one after the other: surroundings, migration, workloads, warm-up."""
    waves: list[list[Manifest]] = [[], [], [], []]
    for manifest in manifests:
        waves[_wave(manifest)].append(manifest)
    return [wave for wave in waves if wave]


def _wave(manifest: Manifest) -> int:
    component = manifest["metadata"].get("labels", {}).get(_COMPONENT)
    match manifest["kind"], component:
        case "Job", Role.MIGRATE:
            return 1
        case "Job", Role.WARM_UP:
            return 3
        case (("Job" | "Deployment" | "CronJob" | "HorizontalPodAutoscaler" | "ScaledObject"), _):
            return 2
    return 0


def deadline(manifest: Manifest) -> str | None:
    """How long the object may take to be ready; None where nothing is awaited."""
    match manifest["kind"]:
        case "Job":
            own = manifest["spec"].get("activeDeadlineSeconds", _DEFAULT_JOB_SECONDS)
            return f"{own + _MARGIN_SECONDS}s"
        case "Deployment":
            return ROLLOUT_DEADLINE
    return None


def stamps(secrets: Secrets) -> dict[str, pulumi.Output[str]]:
    """Annotations by kind of pod: what a process reads once, at its start, so that a change has to replace the pod.

    Digests of long random values tell nothing about them, so they need not be secret themselves.
    """
    files = pulumi.Output.all(secrets.authority.certificate, *app_files(secrets.values).values())
    found = {"app": pulumi.Output.unsecret(files.apply(lambda read: checksum(*read)))}
    if secrets.edge_certificate:
        found["edge"] = secrets.edge_certificate.certificate.apply(checksum)
    return found


def with_stamps(manifest: Manifest, found: Mapping[str, pulumi.Output[str]]) -> Manifest:
    """The manifest, with its stamp if it is a Deployment. (Jobs are named by their content and run once.)"""
    if manifest["kind"] != "Deployment":
        return manifest
    stamp = found.get("edge" if manifest["metadata"]["name"] == Role.EDGE else "app")
    if stamp is None:
        return manifest
    template = manifest["spec"]["template"]
    annotations = {**template["metadata"].get("annotations", {}), "rushhour/secrets": stamp}
    new_template = {**template, "metadata": {**template["metadata"], "annotations": annotations}}
    return {**manifest, "spec": {**manifest["spec"], "template": new_template}}
