"""What pods prove themselves with to the services that take messages and alerts for people."""

from __future__ import annotations

import re
from urllib.parse import quote

import pulumi

from components.errors import StackError
from topology import Topology
from topology.model.messages import MailServer
from topology.model.vocabulary import AlertWebhook, StackSecret
from topology.render.alertmanager import EMAIL_PASSWORD, mails_alerts
from topology.render.messages_environment import GATEWAY_CA, webhook_file

_WEBHOOK_KEYS = {
    AlertWebhook.SLACK: StackSecret.ALERT_SLACK_WEBHOOK,
    AlertWebhook.DISCORD: StackSecret.ALERT_DISCORD_WEBHOOK,
}
_WEBHOOK = re.compile(r"https://[A-Za-z0-9][-A-Za-z0-9.]*/[^\s#@]+")


def read_message_secrets(topology: Topology) -> dict[str, pulumi.Output[str]]:
    """Secret file to its content, for the services that the stack file names.

    Raises:
        StackError: the secret of one of them is not set.
    """
    messages, files = topology.messages, {}
    if messages.mail_server:
        files["email_url"] = _mail_url(messages.mail_server)
    if messages.sms_gateway:
        files["sms_gateway_token"] = _secret(StackSecret.SMS_GATEWAY_TOKEN, "messages.smsGateway")
    if messages.push_gateway:
        files["push_gateway_token"] = _secret(StackSecret.PUSH_GATEWAY_TOKEN, "messages.pushGateway")
    for service in topology.monitoring.alerts.webhooks:
        files[webhook_file(service)] = _webhook(service)
    if messages.gateway_ca:
        files[GATEWAY_CA] = pulumi.Output.secret(messages.gateway_ca)
    return files


def read_alert_secrets(topology: Topology) -> dict[str, pulumi.Output[str]]:
    """Secret file to its content, for Alertmanager: the same password and addresses as the app's.

    Raises:
        StackError: the secret of one of them is not set.
    """
    server = topology.messages.mail_server
    files = {webhook_file(service): _webhook(service) for service in topology.monitoring.alerts.webhooks}
    if server and server.user and mails_alerts(topology):
        files[EMAIL_PASSWORD] = _secret(StackSecret.EMAIL_PASSWORD, "messages.mailServer.user")
    return files


def _mail_url(server: MailServer) -> pulumi.Output[str]:
    """`EMAIL_URL` as the app reads it (config.settings.email)."""
    scheme, address = ("smtps" if server.implicit_tls else "smtp"), f"{server.host}:{server.port}"
    user = server.user
    if user is None:
        return pulumi.Output.secret(f"{scheme}://{address}")
    password = _secret(StackSecret.EMAIL_PASSWORD, "messages.mailServer.user")
    return password.apply(lambda text: f"{scheme}://{quote(user, safe='')}:{quote(text, safe='')}@{address}")


def _webhook(service: AlertWebhook) -> pulumi.Output[str]:
    """A webhook's address: over TLS, to the port that is open."""
    key = _WEBHOOK_KEYS[service]
    address = _secret(key, f"monitoring.alerts.webhooks ({service})")
    if not _WEBHOOK.fullmatch(pulumi.runtime.get_config(f"rushhour:{key}") or ""):
        raise StackError(
            f"rushhour:{key} is not the address of an incoming webhook: https, without a port. Alerts would get "
            f"nowhere. Copy it from the service and set it with `pulumi config set --secret rushhour:{key}`."
        )
    return address


def _secret(key: StackSecret, because: str) -> pulumi.Output[str]:
    value = pulumi.Config("rushhour").get_secret(key)
    if value is None:
        raise StackError(
            f"rushhour:{because} is set, but rushhour:{key} is not. The service would refuse every message. "
            f"Set it with `pulumi config set --secret rushhour:{key}`."
        )
    return value
