"""Values of the chart `helm/rushhour`: everything it needs, from the topology and the references of two images.

`python -m topology.render.helm_values Pulumi.production.yaml > values.yaml` writes them for a plain `helm install`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from topology.load import load
from topology.model import Topology
from topology.model.images import resolve_images
from topology.model.resources import Resources
from topology.model.vocabulary import ImageName, Role, ServiceType
from topology.model.worker import Worker
from topology.ports import Port
from topology.render import command
from topology.render.app_environment import app_environment, redis_address
from topology.render.nginx_files import nginx_files

Values = dict[str, Any]
# The roles whose containers run the app, under their keys in the chart's values.
APP_ROLES = {
    "web": Role.WEB,
    "worker": Role.WORKER,
    "beat": Role.BEAT,
    "outboxRelay": Role.OUTBOX_RELAY,
    "autoscaler": Role.AUTOSCALER,
    "migrate": Role.MIGRATE,
    "catalogue": Role.CATALOGUE,
    "warmUp": Role.WARM_UP,
}


def helm_values(topology: Topology, images: Mapping[ImageName, str]) -> Values:
    """Complete values for one deployment.

    Args:
        topology: the facts.
        images: full reference of every image, as `resolve_images` gives them.
    """
    shared, own = _environments(topology)
    parts: Values = {
        "web": _web(topology),
        "worker": {"defaults": _worker(topology.worker)},
        "beat": {"replicas": topology.beat.replicas, "resources": _resources(topology.beat.resources)},
        "outboxRelay": {
            "replicas": topology.outbox_relay.replicas,
            "resources": _resources(topology.outbox_relay.resources),
        },
        "autoscaler": _autoscaler(topology),
        "migrate": {},
        "catalogue": {"products": topology.catalogue.products, "seed": topology.catalogue.seed},
        "warmUp": {},
    }
    return {
        "images": {
            "app": images[ImageName.APP],
            "edge": images[ImageName.EDGE],
            "pullSecret": topology.images.pull_secret,
        },
        "secrets": {"edgeTls": topology.site.tls_secret or "edge-tls"},
        "environment": shared,
        **{key: part | {"environment": own[key]} for key, part in parts.items()},
        "workers": {queue.value: _worker(worker) for queue, worker in topology.workers.items()},
        "keda": {"brokerAddress": redis_address(Role.REDIS_BROKER)},
        "edge": _edge(topology),
    }


def _environments(topology: Topology) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What all roles of the app share, and what each has on top."""
    # Enum members become plain text: YAML writers know no other.
    full = {
        key: {name: str(value) for name, value in app_environment(topology, role).items()}
        for key, role in APP_ROLES.items()
    }
    first, *others = full.values()
    shared = {name: value for name, value in first.items() if all(other.get(name) == value for other in others)}
    own = {key: {n: v for n, v in environment.items() if n not in shared} for key, environment in full.items()}
    return shared, own


def _web(topology: Topology) -> Values:
    web, scaling = topology.web, topology.web.autoscaling
    return {
        "replicas": web.replicas,
        "port": Port.WEB,
        "drainSeconds": web.drain_seconds,
        "gracefulTimeoutSeconds": web.graceful_timeout_seconds,
        "autoscaling": scaling.model_dump(mode="json", by_alias=True),
        "resources": _resources(web.resources),
    }


def _worker(worker: Worker) -> Values:
    return {
        "replicas": worker.replicas,
        "autoscaler": worker.autoscaler.value,
        "autoscale": worker.autoscale.model_dump(mode="json", by_alias=True),
        "concurrency": worker.concurrency,
        "maxTasksPerChild": worker.max_tasks_per_child,
        "softTimeLimitSeconds": worker.soft_time_limit_seconds,
        "timeLimitSeconds": worker.time_limit_seconds,
        "graceSeconds": worker.grace_seconds,
        "resources": _resources(worker.resources),
    }


def _autoscaler(topology: Topology) -> Values:
    scaler = topology.autoscaler
    return {
        "replicas": scaler.replicas,
        "intervalSeconds": scaler.interval_seconds,
        "metricsPort": Port.AUTOSCALER_METRICS,
        "resources": _resources(scaler.resources),
    }


def _edge(topology: Topology) -> Values:
    edge = topology.edge
    return {
        "replicas": edge.replicas,
        "files": nginx_files(topology),
        "ports": {
            "https": Port.EDGE_HTTPS,
            "http": Port.EDGE_HTTP,
            "internal": Port.EDGE_PURGE,
            "metrics": Port.EDGE_METRICS,
        },
        "service": _service(topology),
        "cacheSize": edge.cache_size,
        "drainSeconds": edge.drain_seconds,
        "gracefulTimeoutSeconds": edge.upstream_timeout_seconds,
        "resources": _resources(edge.resources),
    }


def _service(topology: Topology) -> Values:
    """A load balancer listens on the public ports itself; otherwise they are the nodes' or someone else's business."""
    site, kind = topology.site, topology.edge.service_type
    balanced, on_nodes = kind is ServiceType.LOAD_BALANCER, kind is ServiceType.NODE_PORT
    return {
        "type": kind.value,
        "httpsPort": site.https_port if balanced else Port.EDGE_HTTPS,
        "httpPort": site.http_port if balanced else Port.EDGE_HTTP,
        "httpsNodePort": site.https_port if on_nodes else None,
        "httpNodePort": site.http_port if on_nodes else None,
    }


def _resources(resources: Resources) -> Values:
    return resources.model_dump(mode="json")


def main() -> None:
    """Print the values of one stack as YAML."""
    parser = argparse.ArgumentParser(prog="python -m topology.render.helm_values", description=__doc__)
    parser.add_argument("stack_file", type=Path)
    parser.add_argument(
        "--images", type=Path, default=Path(".rushhour/images.json"), help="what `make images` recorded"
    )
    options = parser.parse_args()
    topology = load(options.stack_file)
    values = helm_values(topology, resolve_images(topology.images, options.images))
    yaml.safe_dump(values, sys.stdout, sort_keys=False, width=120)


if __name__ == "__main__":
    command.run(main)
