"""When a scheduled task ran, out of the workers' own logs."""

from __future__ import annotations

import json
from datetime import datetime

from tests.infra.support.kube import COMPONENT, Kube


def runs(kube: Kube, task: str, queue: str, *, since_seconds: float) -> list[datetime]:
    """When the workers of a queue ended a task, oldest first."""
    logs = kube.run(
        "logs", "-n", kube.namespace, "-l", f"{COMPONENT}=worker-{queue}", "--tail=-1", f"--since={since_seconds:.0f}s"
    ).out
    ended = [json.loads(line) for line in logs.splitlines() if line.startswith("{") and task in line]
    return sorted(
        datetime.fromisoformat(line["time"])
        for line in ended
        if line.get("task") == task and line.get("event") == "task finished"
    )
