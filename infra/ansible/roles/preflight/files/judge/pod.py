"""The pod in which the new release judges itself: the migration Job's, with another image and command."""

from __future__ import annotations

import json
from typing import Any

# Each prints one line of JSON whatever it finds; the status of the pod says nothing.
COMMANDS = "python manage.py health_check --only static --json; python manage.py check_migrations --json; exit 0"


class NoPod(ValueError):
    """Why there can be none."""


def manifest(jobs: str, environment: dict[str, str], name: str, image: str, seconds: int) -> dict[str, Any]:
    """The Pod.

    Args:
        jobs: the migration Jobs as `kubectl get jobs --output=json` printed them.
        environment: of the new release; it goes before that of the ConfigMap, which is the old release's.
        name: of the pod.
        image: of the new release.
        seconds: after which Kubernetes ends it.

    Raises NoPod.
    """
    if not image:
        raise NoPod("no image is recorded; make images")
    try:
        found = json.loads(jobs)["items"]
    except (ValueError, KeyError):
        raise NoPod("the cluster does not say which migration Jobs there are") from None
    if not found:
        raise NoPod("no migration Job was ever made: there is no environment to run the new image in")
    template = max(found, key=lambda job: str(job["metadata"]["creationTimestamp"]))["spec"]["template"]
    spec = json.loads(json.dumps(template["spec"]))
    [container] = spec["containers"]
    container.update(name="preflight", image=image, command=["sh", "-c", COMMANDS])
    container["env"] = [{"name": key, "value": value} for key, value in sorted(environment.items())]
    spec.update(restartPolicy="Never", activeDeadlineSeconds=seconds, terminationGracePeriodSeconds=1)
    labels = {key: text for key, text in template["metadata"]["labels"].items() if key.startswith("app.kubernetes.io/")}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": labels}, "spec": spec}
