"""Services that take messages for people: named in the stack file, or not reached at all (Q4, O5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.topology.stack import STACK_FILES, problems_of, write_stack
from topology import load
from topology.edges import edges
from topology.model.vocabulary import External, Role
from topology.render.app_environment import app_environment
from topology.render.diagram import diagram
from topology.render.network_policies import network_policies

MESSAGES: dict[str, Any] = {
    "mailServer": {"host": "mail.example.com", "port": 2525, "user": "shop"},
    "smsGateway": "https://sms.example.com/messages",
    "pushGateway": "https://push.example.com:8443/v1/push",
    "operatorsEmail": "operators@example.com",
    "operatorsPhone": "+31201234567",
}
KEYS = {"SMS_GATEWAY_URL", "PUSH_GATEWAY_URL", "OPERATORS_EMAIL", "OPERATORS_PHONE"}
OUTSIDE = {External.MAIL_SERVER, External.MESSAGE_GATEWAYS}


def ways_out(path: Path, role: Role) -> set[int]:
    """Ports a role may reach anywhere on the network."""
    (policy,) = [p for p in network_policies(load(path)) if p["metadata"]["name"] == role]
    anywhere = [{"ipBlock": {"cidr": "0.0.0.0/0"}}]
    return {port["port"] for rule in policy["spec"]["egress"] if rule["to"] == anywhere for port in rule["ports"]}


def test_services_that_are_named_are_reached_by_those_who_tell_people(tmp_path: Path) -> None:
    """On their ports and no other; every pod has the same addresses. Alertmanager mails the operators itself."""
    path = write_stack(tmp_path, messages=MESSAGES)
    topology = load(path)

    ways = {(edge.source, edge.target) for edge in edges(topology) if edge.target in OUTSIDE}
    assert ways == {*((Role.WORKER, target) for target in OUTSIDE), (Role.ALERTMANAGER, External.MAIL_SERVER)}
    assert all(edge.tls for edge in edges(topology) if edge.target in OUTSIDE)
    assert ways_out(path, Role.WORKER) == {2525, 443, 8443}
    assert ways_out(path, Role.WEB) == set()
    assert {key: app_environment(topology, Role.WORKER)[key] for key in KEYS} == {
        "SMS_GATEWAY_URL": "https://sms.example.com/messages",
        "PUSH_GATEWAY_URL": "https://push.example.com:8443/v1/push",
        "OPERATORS_EMAIL": "operators@example.com",
        "OPERATORS_PHONE": "+31201234567",
    }
    assert "messages :2525 TLS" in diagram(topology)


def test_the_gateways_authority_goes_to_everybody_who_may_ask_them(tmp_path: Path) -> None:
    """As a file beside the tokens."""
    authority = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    path = write_stack(tmp_path, messages=MESSAGES | {"gatewayCa": authority})

    assert app_environment(load(path), Role.WORKER)["GATEWAY_CA_FILE"] == "/run/secrets/rushhour/gateway_ca.crt"


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_without_a_service_there_is_no_way_out_and_no_key(path: Path) -> None:
    """As in the committed stack files."""
    topology = load(path)

    assert OUTSIDE.isdisjoint(edge.target for edge in edges(topology))
    assert KEYS.isdisjoint(app_environment(topology, Role.WORKER))


@pytest.mark.parametrize(
    "wrong",
    [
        {"smsGateway": "http://sms.example.com/"},
        {"smsGateway": "https://user:secret@sms.example.com/"},
        {"pushGateway": "https://push.example.com/?token=secret"},
        {"operatorsPhone": "020 123 4567"},
        {"operatorsEmail": "operators"},
        {"mailServer": {"port": 25}},
        {"mailServer": {"host": "mail.example.com", "password": "secret"}},
        {"smsGateway": "https://sms.example.com/", "gatewayCa": "-----BEGIN PRIVATE KEY-----\nAAAA\n"},
    ],
)
def test_what_is_in_clear_or_makes_no_sense_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """Plain HTTP, passwords where everybody reads them, and what is no address."""
    assert problems_of(write_stack(tmp_path, messages=wrong))
