"""Prometheus's rules: the files in `monitoring/rules`, with the topology's facts filled in.

`python -m topology.render.prometheus_rules Pulumi.local.yaml FOLDER` writes them into a folder, for promtool.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from topology.metrics import exporters, has_prometheus, reads_nodes
from topology.model import Topology
from topology.model.vocabulary import Autoscaler, Eviction, MonitoringMode, Role
from topology.render import command

RULES = Path(__file__).resolve().parents[2] / "monitoring" / "rules"
SUFFIX = ".j2"
# Prometheus' and Alertmanager's own templates use braces.
BRACKETS: dict[str, Any] = {
    "variable_start_string": "[[",
    "variable_end_string": "]]",
    "block_start_string": "[%",
    "block_end_string": "%]",
    "comment_start_string": "[#",
    "comment_end_string": "#]",
}


_APP = (Role.WEB, Role.WORKER, Role.BEAT, Role.OUTBOX_RELAY, Role.AUTOSCALER)
# `also`: the monitor of the app that says the same (monitoring/rules/monitors.yml.j2). Of Postgres it sees the primary,
# and of pods the app's own; where its limit is higher than the stack file's, it does not say the same.
_ALSO = """, also: '{{ %s }}%s{{ else }}nobody{{ end }}'"""
_PRIMARY = 'with query (printf "cnpg_pg_replication_in_recovery{instance=%q} == 0" $labels.instance)'
_ALSO_PRIMARY = _ALSO % (_PRIMARY, "database")
_ALSO_APP = _ALSO % (f'if match "^({"|".join(_APP)})-" (or $labels.pod $labels.instance)', "system")


def facts(topology: Topology) -> dict[str, Any]:
    """What the rules are filled with. Times in seconds, shares from 0 to 1."""
    objectives, limits, redis = topology.monitoring.objectives, topology.monitoring.thresholds, topology.redis
    by_role = redis.by_role()
    return {
        "namespace": topology.cluster.namespace,
        "alertmanager": has_prometheus(topology),
        "also_primary": _ALSO_PRIMARY,
        "also_app": _ALSO_APP,
        "shop_database": topology.postgres.shop_database,
        "scrape_seconds": topology.monitoring.prometheus.scrape_seconds,
        "error_budget": round(1 - objectives.availability_percent / 100, 6),
        "availability_percent": f"{objectives.availability_percent:g}",
        # As nginx's Lua writes the same bounds (topology/render/nginx_context.py).
        "p95": f"{objectives.p95_milliseconds / 1000:g}",
        "p99": f"{objectives.p99_milliseconds / 1000:g}",
        "cache_hit": limits.cache_hit_percent / 100,
        "utilisation": limits.utilisation_percent / 100,
        "queue_seconds": limits.queue_seconds,
        "queue_tasks": limits.queue_tasks,
        "archive_seconds": limits.archive_seconds,
        "backup_seconds": limits.backup_hours * 3600,
        "certificate_seconds": limits.certificate_days * 86_400,
        "replica_lag_seconds": topology.postgres.replica_max_lag_seconds,
        "replicas": topology.postgres.instances - 1,
        "backups": topology.postgres.backups.enabled,
        "caches": "|".join(role for role, node in by_role.items() if node.eviction is not Eviction.NOEVICTION),
        "keepers": "|".join(role for role, node in by_role.items() if node.eviction is Eviction.NOEVICTION),
        # Whose figures of containers there are: the kubelet's, the app's own, or, with a team's Prometheus, maybe both.
        "kubelet": reads_nodes(topology) or topology.monitoring.mode is MonitoringMode.EXTERNAL,
        "own": not reads_nodes(topology),
        # Volumes of the embedded cluster are folders of one disk, which is one alert and not one for each.
        "volume": "node" if reads_nodes(topology) else "persistentvolumeclaim",
        "pool_rw": topology.postgres.pooler_rw.pool_size,
        "pool_ro": topology.postgres.pooler_ro.pool_size,
        "autoscaled": bool(topology.scaled_by(Autoscaler.BUILTIN)),
        "autoscaler_seconds": topology.autoscaler.interval_seconds,
        "queues": [queue.value for queue in topology.queues],
        # Workers are looked for by queue. Redis' servers are asked by the exporter, in a job of their own.
        "jobs": sorted({"redis", *(one.job for one in exporters(topology))} - {Role.WORKER.value}),
    }


def rule_files(topology: Topology) -> dict[str, str]:
    """File name to content of everything that lies in /etc/prometheus/rules.

    Raises:
        jinja2.UndefinedError: a file names a fact that is not among them.
    """
    environment = Environment(
        loader=FileSystemLoader(RULES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  (YAML, not HTML; the topology's types admit no quotes)
        **BRACKETS,
    )
    names = sorted(environment.list_templates(extensions=[SUFFIX.removeprefix(".")]))
    return {name.removesuffix(SUFFIX): environment.get_template(name).render(facts(topology)) for name in names}


def alerts(topology: Topology) -> dict[str, dict[str, Any]]:
    """Every alert of the rules by its name."""
    groups = [group for text in rule_files(topology).values() for group in yaml.safe_load(text)["groups"]]
    return {rule["alert"]: rule for group in groups for rule in group["rules"] if "alert" in rule}


def main() -> None:
    """Write the files of one stack."""
    command.write_stack("topology.render.prometheus_rules", __doc__, rule_files)


if __name__ == "__main__":
    command.run(main)
