"""Rules that span several values. Each is pure, says all it finds, and has a stable id."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from topology.checks import alerts, celery, connections, field_encryption, placement, redis, resources
from topology.model import Topology
from topology.problems import Problem
from topology.stackfile import Where

Check = Callable[[Topology, Where], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (
    alerts.mails_have_a_server,
    alerts.mail_server_speaks_tls_as_its_port_says,
    alerts.gateway_authority_has_a_gateway,
    alerts.collector_is_somewhere,
    celery.queues_have_workers,
    celery.tasks_fit_the_visibility_timeout,
    celery.time_limits_are_ordered,
    celery.scaling_is_ordered,
    connections.server_connections_fit,
    connections.client_connections_fit,
    connections.pools_are_ordered,
    field_encryption.sealing_key_exists,
    field_encryption.sealing_key_is_not_retired,
    placement.autoscaling_is_ordered,
    placement.registry_is_reachable,
    placement.published_ports_fit,
    placement.reads_have_a_replica,
    redis.limit_holds_the_data,
    redis.tasks_are_never_evicted,
    redis.clients_fit,
    resources.requests_fit_limits,
)


def check(topology: Topology, where: Where) -> list[Problem]:
    """Every problem of a topology whose single values are valid."""
    return [problem for rule in CHECKS for problem in rule(topology, where)]
