"""The stack as it runs. What is wrong with it is a warning: the deploy may be the repair."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from judge.check import OK, STOP, WARN, Check, Seen, answered, complaint, unknown

MIB = 2**20


def nodes(seen: Seen) -> Iterator[Check]:
    """Ready, under no pressure, with room. Where no node can take a pod the release cannot start: that stops."""
    found = answered(seen["nodes"])
    if found is None:
        yield unknown("nodes", complaint(seen["nodes"]))
        return
    bad = {node["metadata"]["name"]: reasons for node in found["items"] if (reasons := _unwell(node))}
    everywhere = len(bad) == len(found["items"])
    for node in found["items"]:
        name = node["metadata"]["name"]
        if name in bad:
            then = (
                "no new pod could start anywhere"
                if everywhere
                else "its pods may be evicted, and no new one starts on it"
            )
            fix = f"kubectl describe node {name}; free disk or memory"
            yield Check(STOP if everywhere else WARN, f"node {name}", bad[name], then, fix)
        else:
            yield Check(OK, f"node {name}", "ready, under no pressure")
    for asked in seen["stats"]:
        yield from _room(asked, seen["limits"]["free_percent"])


def _unwell(node: Seen) -> str:
    conditions = node["status"]["conditions"]
    wrong = [c for c in conditions if (c["status"] != "True") == (c["type"] == "Ready") and c["status"] != "Unknown"]
    wrong += [c for c in conditions if c["status"] == "Unknown"]
    return "; ".join(f"{c['type']} is {c['status']}: {c.get('message', '')}" for c in wrong)


def _room(asked: Seen, percent: int) -> Iterator[Check]:
    found = answered(asked)
    if found is None:
        yield unknown("a node's disk and memory", complaint(asked))
        return
    name, memory, disk = found["node"]["nodeName"], found["node"].get("memory", {}), found["node"].get("fs", {})
    free, used = memory.get("availableBytes"), memory.get("workingSetBytes")
    parts = {"memory": (free, None if free is None or used is None else free + used)}
    parts["disk"] = (disk.get("availableBytes"), disk.get("capacityBytes"))
    for what, (left, all_of_it) in parts.items():
        if left is None or not all_of_it:
            yield unknown(f"{what} of node {name}", "kubelet does not tell")
            continue
        share = 100 * left / all_of_it
        text = f"{share:.0f} % free, {left / MIB:.0f} MiB"
        if share < percent:
            then, fix = (
                "pods are evicted when it runs out; a rollout starts new pods beside the old",
                "free some, or add a node",
            )
            yield Check(WARN, f"{what} of node {name}", text, then, fix)
        else:
            yield Check(OK, f"{what} of node {name}", text)


def workloads(seen: Seen) -> Iterator[Check]:
    """As many ready pods as the stack file says at least."""
    found = answered(seen["workloads"])
    if found is None:
        yield unknown("workloads", complaint(seen["workloads"]))
        return
    ready = {item["metadata"]["name"]: item["status"].get("readyReplicas", 0) for item in found["items"]}
    wanted = {each["name"]: each["replicas"] for each in seen["targets"]["workloads"]}
    short = {name: least for name, least in wanted.items() if name in ready and ready[name] < least}
    for name, least in short.items():
        then, fix = "it is degraded before the change begins", f"make logs ROLE={name}"
        yield Check(WARN, name, f"{ready[name]} of {least} pods are ready", then, fix)
    if not short:
        yield Check(OK, "workloads", f"{len(ready)} have all their pods")


def health(seen: Seen) -> Iterator[Check]:
    """health_check in a web pod of the release that runs: databases, caches, broker, workers, files."""
    try:
        found = json.loads(seen["health"].get("stdout", ""))["checks"]
    except (ValueError, KeyError, TypeError):
        yield unknown("health_check in a web pod", complaint(seen["health"]))
        return
    for each in found:
        if each["state"] == "ok":
            yield Check(OK, each["check"], each["detail"])
        else:
            then = "the shop works without it" if each["state"] == "degraded" else "the shop does not work without it"
            yield Check(WARN, each["check"], f"{each['state']}: {each['detail']}", then, "docs/operations.md, Health")


def postgres(seen: Seen) -> Iterator[Check]:
    """All instances, replicas close behind, WAL archived, a backup of last night."""
    found = answered(seen["postgres"])
    if found is None:
        yield unknown("Postgres", complaint(seen["postgres"]))
        return
    status, wanted = found.get("status", {}), seen["targets"]["postgres_instances"]
    ready, phase = status.get("readyInstances", 0), status.get("phase", "no state yet")
    if ready < wanted or phase != "Cluster in healthy state":
        then, fix = "a restart during the deploy would have fewer instances to go to", "make logs ROLE=postgres"
        yield Check(WARN, "Postgres", f"{ready} of {wanted} instances ready: {phase}", then, fix)
    else:
        yield Check(OK, "Postgres", f"{ready} of {wanted} instances ready")
    yield from _replication(seen, wanted - 1)
    if seen["targets"]["postgres_backups"]:
        yield from _backups(status, seen["limits"]["backup_hours"])


def _replication(seen: Seen, wanted: int) -> Iterator[Check]:
    asked = seen["replicas"]
    parts = asked.get("stdout", "").strip().split("|")
    if asked.get("rc", 1) != 0 or len(parts) != 2:
        yield unknown("replication", complaint(asked))
        return
    streaming, behind = int(parts[0]), int(float(parts[1]))
    text = f"{streaming} of {wanted} replicas stream, {behind} bytes behind at most"
    if streaming < wanted or behind > seen["limits"]["lag_bytes"]:
        then, fix = (
            "reads go to the primary, and a failover now would lose what was not replayed",
            "make logs ROLE=postgres",
        )
        yield Check(WARN, "replication", text, then, fix)
    else:
        yield Check(OK, "replication", text)


def _backups(status: Seen, hours: int) -> Iterator[Check]:
    then = "if a migration went wrong there would be less to go back to"
    conditions = {each["type"]: each for each in status.get("conditions", [])}
    archive = conditions.get("ContinuousArchiving", {})
    if archive.get("status") == "True":
        yield Check(OK, "WAL archive", "works")
    else:
        fix = "make logs ROLE=postgres (barman-cloud-wal-archive), make logs ROLE=object-store"
        yield Check(WARN, "WAL archive", archive.get("message", "says nothing yet"), then, fix)
    last = status.get("lastSuccessfulBackup")
    if not last:
        yield Check(WARN, "base backup", "none was completed", then, "kubectl describe backups.postgresql.cnpg.io")
        return
    age = datetime.now(UTC) - datetime.fromisoformat(last.replace("Z", "+00:00"))
    text = f"the last is {age.total_seconds() / 3600:.0f} h old"
    if age.total_seconds() > hours * 3600:
        yield Check(WARN, "base backup", text, then, "kubectl describe scheduledbackups.postgresql.cnpg.io")
    else:
        yield Check(OK, "base backup", text)


def certificates(seen: Seen) -> Iterator[Check]:
    """None ends soon. A deploy renews them, so it never stops one."""
    found = answered(seen["certificates"])
    if not found:
        yield unknown("certificates", complaint(seen["certificates"]) if found is None else "there are none")
        return
    limit = seen["limits"]["certificate_days"]
    for name, days in sorted(found.items()):
        if days < limit:
            then = "clients refuse it" if days < 0 else "clients will refuse it then"
            yield Check(
                WARN, f"certificate {name}", f"ends in {days} days", then, "this deploy renews it; the operator its own"
            )
    if min(found.values()) >= limit:
        yield Check(OK, "certificates", f"{len(found)}, the next ends in {min(found.values())} days")
