"""To services outside the stack that take messages, alerts and traces: only where the stack file names one."""

from __future__ import annotations

from topology.edge import Edge
from topology.model import Topology
from topology.model.vocabulary import External, Role
from topology.ports import Port

# Whose processes send spans (app/monitoring/tracing.py).
TRACED = (Role.WEB, Role.WORKER)


def ways_out(topology: Topology) -> tuple[Edge, ...]:
    """All of them."""
    return (*_messages(topology), *_traces(topology))


def _messages(topology: Topology) -> tuple[Edge, ...]:
    """From the workers to whoever takes messages and alerts for people, as far as the stack file names them."""
    w, named = Role.WORKER, topology.messages.services.items()
    sent = tuple(Edge(source=w, target=t, ports=p, purpose="messages", credential="secret", tls=True) for t, p in named)
    return (*sent, *(_told(w) for _ in topology.monitoring.alerts.webhooks[:1]))


def _told(source: Role) -> Edge:
    target, ports = External.ALERT_WEBHOOKS, (Port.ALERT_WEBHOOKS,)
    return Edge(source=source, target=target, ports=ports, purpose="alerts", credential="secret", tls=True)


def _traces(topology: Topology) -> tuple[Edge, ...]:
    """From what is traced to the collector, where there is one."""
    tracing = topology.monitoring.tracing
    if not tracing.endpoint:
        return ()
    target, ports, tls = External.TRACE_COLLECTOR, (tracing.port,), tracing.endpoint.startswith("https:")
    return tuple(Edge(source=role, target=target, ports=ports, purpose="traces", tls=tls) for role in TRACED)
