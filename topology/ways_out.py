"""To services outside the stack that take messages, alerts and traces: only where the stack file names one."""

from __future__ import annotations

from topology.edge import Edge
from topology.metrics import has_prometheus
from topology.model import Topology
from topology.model.vocabulary import External, Role
from topology.ports import Port

# Whose processes send spans (app/monitoring/tracing.py).
TRACED = (Role.WEB, Role.WORKER)


def ways_out(topology: Topology) -> tuple[Edge, ...]:
    """All of them."""
    return (*_messages(topology), *_alerts(topology), *_traces(topology))


def _messages(topology: Topology) -> tuple[Edge, ...]:
    """From the workers to whoever takes messages for people, as far as the stack file names them."""
    named = topology.messages.services.items()
    return tuple(_to(target, ports, "messages", Role.WORKER) for target, ports in named)


def _alerts(topology: Topology) -> tuple[Edge, ...]:
    """From the workers and Alertmanager to the webhooks, and from Alertmanager to the mail server."""
    server, own = topology.messages.mail_server, has_prometheus(topology)
    tellers = (Role.WORKER, Role.ALERTMANAGER) if own else (Role.WORKER,)
    ports = (Port.ALERT_WEBHOOKS,)
    posts = [_to(External.ALERT_WEBHOOKS, ports, "alerts", r) for r in tellers if topology.monitoring.alerts.webhooks]
    mails = [_to(External.MAIL_SERVER, (server.port,), "alerts", Role.ALERTMANAGER)] if server and own else []
    return (*posts, *(mails if topology.alert_emails else ()))


def _to(target: External, ports: tuple[int, ...], purpose: str, source: Role) -> Edge:
    return Edge(source=source, target=target, ports=ports, purpose=purpose, credential="secret", tls=True)


def _traces(topology: Topology) -> tuple[Edge, ...]:
    """From what is traced to the collector, where there is one."""
    tracing = topology.monitoring.tracing
    if not tracing.endpoint:
        return ()
    target, ports, tls = External.TRACE_COLLECTOR, (tracing.port,), tracing.endpoint.startswith("https:")
    return tuple(Edge(source=role, target=target, ports=ports, purpose="traces", tls=tls) for role in TRACED)
