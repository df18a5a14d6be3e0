"""What the preflight's tasks register, for a stack that is well."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

Seen = dict[str, Any]
IMAGE = "localhost/rushhour/app:abc"


def said(value: Any, status: int = 0, error: str = "") -> Seen:
    """What a task has registered."""
    return {"rc": status, "stdout": value if isinstance(value, str) else json.dumps(value), "stderr": error}


def release(unapplied: list[str], findings: list[Seen], problem: str = "", static: str = "ok") -> Seen:
    """What the new image prints, between lines of other programs."""
    health = {"checks": [{"check": "static", "state": static, "detail": "12 files"}]}
    found = {"unapplied": unapplied, "findings": findings, "problem": problem}
    return said(f"a warning\n{json.dumps(health)}\n{json.dumps(found)}\n")


def well() -> Seen:
    """A stack that is well, and a release without a danger."""
    conditions = [{"type": "Ready", "status": "True"}, {"type": "DiskPressure", "status": "False"}]
    node = {"metadata": {"name": "one"}, "status": {"conditions": conditions}}
    stats = {"nodeName": "one", "memory": {"availableBytes": 60, "workingSetBytes": 40}}
    stats["fs"] = {"availableBytes": 50, "capacityBytes": 100}
    last = (datetime.now(UTC) - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    postgres = {"readyInstances": 2, "phase": "Cluster in healthy state", "lastSuccessfulBackup": last}
    postgres["conditions"] = [{"type": "ContinuousArchiving", "status": "True"}]
    return {
        "limits": {"backup_hours": 26, "certificate_days": 15, "lag_bytes": 1000, "free_percent": 15},
        "targets": {"workloads": [{"name": "web", "replicas": 2}], "postgres_instances": 2, "postgres_backups": True},
        "image": IMAGE,
        "nodes": said({"items": [node]}),
        "stats": [said({"node": stats})],
        "workloads": said({"items": [{"metadata": {"name": "web"}, "status": {"readyReplicas": 2}}]}),
        "health": said({"checks": [{"check": "primary", "state": "ok", "detail": "answers"}]}),
        "postgres": said({"status": postgres}),
        "replicas": said("1|0\n"),
        "certificates": said({"edge": 80}),
        "images": said(""),
        "manifest": said({}),
        "started": said("pod/preflight-release created"),
        "pod": said({"status": {"phase": "Succeeded"}}),
        "release": release(["default: shop.0002_more"], []),
    }


def finding(level: str) -> Seen:
    """A danger as check_migrations prints it."""
    return {
        "migration": "shop.0002_more",
        "database": "default",
        "danger": "table-scan",
        "operation": "Create constraint x",
        "table": "shop_order",
        "rows": 900_000,
        "level": level,
        "consequence": "queries wait",
        "fix": "NOT VALID first",
        "reason": "closed that night" if level == "accepted" else "",
    }
