"""What runs is what this checkout builds (W3, O4)."""

from __future__ import annotations

import json

from tests.infra.conftest import ROOT
from tests.infra.support.kube import Kube
from topology import Topology
from topology.model.images import resolve_images
from topology.model.vocabulary import ImageName
from topology.render.probe_targets import long_running_components

RECORD = ROOT / ".rushhour" / "images.json"
# Which image a role's containers run, where it is not the app's. The longer beginning of a name comes first.
IMAGES = {
    "postgres": ImageName.POSTGRES,
    "pooler": ImageName.PGBOUNCER,
    "redis-exporter": ImageName.REDIS_EXPORTER,
    "redis": ImageName.REDIS,
    "object-store": ImageName.OBJECT_STORE,
    "edge": ImageName.EDGE,
    "prometheus": ImageName.PROMETHEUS,
    "alertmanager": ImageName.PROMETHEUS,
}


def test_pods_run_the_recorded_images(kube: Kube, topology: Topology) -> None:
    """Every container runs the reference that the last build recorded, so no pod was left behind (O4)."""
    references = resolve_images(topology.images, RECORD)
    wrong = {}
    for component in long_running_components(topology):
        name = next((image for prefix, image in IMAGES.items() if component.startswith(prefix)), ImageName.APP)
        for pod in kube.pods(component):
            for container in pod["spec"]["containers"]:
                if container["image"] != references[name]:
                    wrong[f"{pod['metadata']['name']}/{container['name']}"] = (container["image"], references[name])

    assert wrong == {}


def test_the_record_names_images_by_content() -> None:
    """The record is what `make images` wrote: one reference an image, none with a movable tag (O4)."""
    for name, reference in json.loads(RECORD.read_text()).items():
        tag = reference.rpartition(":")[2]
        assert len(tag) == 12, (name, reference)
        assert set(tag) <= set("0123456789abcdef"), (name, reference)
