"""Rules about whom the shop and its alerts reach."""

from __future__ import annotations

from collections.abc import Iterator

from topology.metrics import has_prometheus
from topology.model import Topology
from topology.model.messages import IMPLICIT_TLS_PORT
from topology.problems import Problem
from topology.stackfile import Where


def mails_have_a_server(topology: Topology, where: Where) -> Iterator[Problem]:
    """Alerts by mail leave the cluster."""
    if topology.monitoring.alerts.emails and topology.messages.mail_server is None:
        yield Problem(
            id="T801",
            where=where(("monitoring", "alerts", "emails")),
            what="alerts are to be mailed, and there is no mail server",
            why="They would stand in a worker's log, where nobody is called by them",
            fix="name one in `rushhour:messages.mailServer`",
        )


def mail_server_speaks_tls_as_its_port_says(topology: Topology, where: Where) -> Iterator[Problem]:
    """Alertmanager goes by the port, and cannot be told otherwise."""
    server = topology.messages.mail_server
    if server is None or not topology.alert_emails or not has_prometheus(topology):
        return
    if server.implicit_tls is not (server.port == IMPLICIT_TLS_PORT):
        yield Problem(
            id="T802",
            where=where(("messages", "mailServer", "port")),
            what=f"port {server.port} with implicitTls {str(server.implicit_tls).lower()}, and alerts are mailed",
            why=f"Alertmanager speaks TLS from the first byte on port {IMPLICIT_TLS_PORT} and on no other, so it would "
            "hang up on the server without having said anything",
            fix=f"write port {IMPLICIT_TLS_PORT} with `implicitTls: true`, or another port with `implicitTls: false`",
        )


def gateway_authority_has_a_gateway(topology: Topology, where: Where) -> Iterator[Problem]:
    """An authority is there for somebody."""
    if topology.messages.gateway_ca and not topology.messages.has_gateway:
        yield Problem(
            id="T803",
            where=where(("messages", "gatewayCa")),
            what="an authority of gateways, and there is no gateway",
            why="Nothing would be verified by it; mail servers and webhooks are verified by public authorities",
            fix="name `smsGateway` or `pushGateway`, or leave it out",
        )


def collector_is_somewhere(topology: Topology, where: Where) -> Iterator[Problem]:
    """A collector's namespace belongs to a collector."""
    tracing = topology.monitoring.tracing
    if tracing.namespace and not tracing.endpoint:
        yield Problem(
            id="T804",
            where=where(("monitoring", "tracing", "namespace")),
            what="the namespace of a collector, and there is no collector",
            why="Nothing would be traced",
            fix="name the collector in `endpoint`, for example http://collector.tracing:4318",
        )
