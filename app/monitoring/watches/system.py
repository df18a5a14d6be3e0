"""Every pod of the app (M4): processor and throttling, memory, disk and network, by the container's own limits. And the
certificates of the servers it works with.

A task sees the pod it runs in, so each pod writes what it sees into Redis once a minute (monitoring.reports).
"""

import os
from typing import Any

from monitoring.found import Look, grown, percent
from monitoring.models import Level
from monitoring.reports import Report, read
from monitoring.watches import certificates

#: pods in a snapshot
MOST_PODS = 200


def look(before: dict[str, Any]) -> Look:
    """All pods that have written lately. Raises RedisError when nothing can be read."""
    seen = Look(data={"pods": {}})
    for report in read()[:MOST_PODS]:
        figures = figures_of(report)
        seen.data["pods"][report.pod] = figures
        _judge(seen, report.pod, figures)
    seen.add(certificates.look(before))
    return seen


def figures_of(report: Report) -> dict[str, Any]:
    """Shares of the limits, between a pod's last two reports."""
    now, then = report.now, report.before or {}
    seconds = report.seconds

    def a_second(name: str) -> float | None:
        growth = grown(now.get(name), then.get(name)) if seconds else None
        return None if growth is None else round(growth / seconds, 4)

    used = a_second("cpu_seconds")
    periods = grown(now.get("periods"), then.get("periods"))
    return {
        "at": report.at,
        "processors": used,
        "cpu_percent": percent(used, now.get("cpu_limit") or os.cpu_count()),
        "throttled_percent": percent(grown(now.get("throttled_periods"), then.get("throttled_periods")), periods),
        "memory_bytes": now.get("memory_bytes"),
        "memory_percent": percent(now.get("memory_bytes"), now.get("memory_limit_bytes")),
        "oom_kills": grown(now.get("oom_kills"), then.get("oom_kills")),
        "disk_percent": percent(now.get("disk_bytes"), now.get("disk_limit_bytes")),
        "received_a_second": a_second("received_bytes"),
        "sent_a_second": a_second("sent_bytes"),
    }


def _judge(seen: Look, pod: str, figures: dict[str, Any]) -> None:
    texts = {
        "cpu_percent": "uses {value} % of its processors",
        "throttled_percent": "was held back by its processor limit in {value} % of its periods",
        "memory_percent": "uses {value} % of its memory; at 100 % it is killed",
        "disk_percent": "is on a disk that is {value} % full",
    }
    for name, text in texts.items():
        about = name.partition("_")[0].replace("throttled", "cpu")
        seen.hold(
            name, figures[name], unit="%", key=f"system:{pod}:{name}", runbook=f"container-{about}",
            what=f"Pod {pod} {text.format(value=figures[name])}.",
        )  # fmt: skip
    if figures["oom_kills"]:
        seen.find(
            Level.CRITICAL, key=f"system:{pod}:oom", runbook="container-memory", measured=figures["oom_kills"],
            what=f"The kernel killed a process of pod {pod} for want of memory.",
        )  # fmt: skip
