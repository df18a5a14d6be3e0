"""What pods prove themselves with to the services that take messages (`message_secrets`)."""

from __future__ import annotations

import json
from pathlib import Path

import pulumi
import pytest
from test_errors import run

MESSAGES = {
    "rushhour:messages": json.dumps(
        {
            "mailServer": {"host": "mail.example.com", "user": "shop@example.com"},
            "smsGateway": "https://sms.example.com/",
        }
    )
}
SECRETS = {"rushhour:emailPassword": "p@ss:word/1", "rushhour:smsGatewayToken": "sms-example"}


def test_secrets_of_the_services_reach_the_pods(state: Path) -> None:
    """The mail server's address in one piece, with what is special in a password escaped; and only what is named."""
    assert state
    files = run(MESSAGES | SECRETS).secret("app-secrets")

    assert files["email_url"] == "smtp://shop%40example.com:p%40ss%3Aword%2F1@mail.example.com:587"
    assert files["sms_gateway_token"] == "sms-example"
    assert "push_gateway_token" not in files


def test_a_mail_server_without_a_user_needs_no_password(state: Path) -> None:
    """TLS from the first byte, where the stack file says so."""
    assert state
    server = {"mailServer": {"host": "mail.example.com", "port": 465, "implicitTls": True}}
    files = run({"rushhour:messages": json.dumps(server)}).secret("app-secrets")

    assert files["email_url"] == "smtps://mail.example.com:465"


@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_a_secret_that_was_not_set_is_named(state: Path, missing: str) -> None:
    """Messages that are refused one by one are worse than a deployment that does not start."""
    assert state
    config = MESSAGES | {key: value for key, value in SECRETS.items() if key != missing}

    with pytest.raises(pulumi.RunError, match=rf"{missing} is not.*pulumi config set --secret {missing}"):
        run(config)


WEBHOOKS = {"rushhour:monitoring": json.dumps({"alerts": {"webhooks": ["slack", "discord"]}})}
ADDRESSES = {
    "rushhour:alertSlackWebhook": "https://hooks.example.com/services/T0/B0/example",
    "rushhour:alertDiscordWebhook": "https://hooks.example.com/api/webhooks/1/example",
}


def test_addresses_of_webhooks_reach_the_pods_as_secrets(state: Path) -> None:
    """Each is its own password (M5)."""
    assert state
    files = run(WEBHOOKS | ADDRESSES).secret("app-secrets")

    assert files["alert_slack_webhook"] == ADDRESSES["rushhour:alertSlackWebhook"]
    assert files["alert_discord_webhook"] == ADDRESSES["rushhour:alertDiscordWebhook"]


@pytest.mark.parametrize("missing", sorted(ADDRESSES))
def test_a_webhook_without_an_address_is_named(state: Path, missing: str) -> None:
    """Alerts that go nowhere are found out at the wrong time (M5)."""
    assert state
    config = WEBHOOKS | {key: value for key, value in ADDRESSES.items() if key != missing}

    with pytest.raises(pulumi.RunError, match=rf"{missing} is not.*pulumi config set --secret {missing}"):
        run(config)


@pytest.mark.parametrize("wrong", ["http://hooks.example.com/a", "https://hooks.example.com:8443/a", "T0/B0/example"])
def test_an_address_in_clear_or_to_a_closed_port_is_refused_without_being_shown(state: Path, wrong: str) -> None:
    """The message names the key and not its value (M5, O5)."""
    assert state
    with pytest.raises(pulumi.RunError, match=r"alertSlackWebhook is not the address") as caught:
        run(WEBHOOKS | ADDRESSES | {"rushhour:alertSlackWebhook": wrong})
    assert wrong not in str(caught.value)


def test_the_gateways_authority_is_a_file_beside_their_tokens(state: Path) -> None:
    """Pods verify the gateways by it."""
    assert state
    authority = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    messages = {"smsGateway": "https://sms.example.com/", "gatewayCa": authority}
    files = run({"rushhour:messages": json.dumps(messages)} | SECRETS).secret("app-secrets")

    assert files["gateway_ca.crt"] == authority


def test_alertmanager_gets_the_same_secrets_as_files_of_its_own(state: Path) -> None:
    """The password by itself, as its configuration names it (M5)."""
    assert state
    messages = {"mailServer": {"host": "mail.example.com", "user": "shop"}, "operatorsEmail": "ops@example.com"}
    config = WEBHOOKS | ADDRESSES | {"rushhour:messages": json.dumps(messages), "rushhour:emailPassword": "p@ss"}
    files = run(config).secret("alertmanager")

    assert files == {
        "email_password": "p@ss",
        "alert_slack_webhook": ADDRESSES["rushhour:alertSlackWebhook"],
        "alert_discord_webhook": ADDRESSES["rushhour:alertDiscordWebhook"],
    }
