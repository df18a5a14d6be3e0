"""The part of the app's environment that says whom messages, alerts and traces reach."""

from __future__ import annotations

from topology.model import Topology
from topology.model.vocabulary import AlertWebhook


def webhook_file(service: AlertWebhook) -> str:
    """Name of the file with its address, in the app's Secret and in Alertmanager's."""
    return f"alert_{service}_webhook"


# Files that are there only where the stack file names the service they belong to.
MESSAGE_SECRET_FILES = (
    "email_url",
    "sms_gateway_token",
    "push_gateway_token",
    *(webhook_file(service) for service in AlertWebhook),
)
# Certificates beside them, where the stack file has any: no secret, but it goes the same way.
GATEWAY_CA = "gateway_ca.crt"


def messages_environment(topology: Topology, secrets_directory: str) -> dict[str, str]:
    """Only what the stack file names: a channel without an address is absent. Secrets are files."""
    messages = topology.messages
    facts = {
        "SMS_GATEWAY_URL": messages.sms_gateway,
        "PUSH_GATEWAY_URL": messages.push_gateway,
        "OPERATORS_EMAIL": messages.operators_email,
        "OPERATORS_PHONE": messages.operators_phone,
        "GATEWAY_CA_FILE": f"{secrets_directory}/{GATEWAY_CA}" if messages.gateway_ca else None,
        "ALERT_EMAILS": ",".join(topology.monitoring.alerts.emails),
        "ALERT_RUNBOOK_URL": topology.monitoring.runbook_url,
    }
    return {key: value for key, value in facts.items() if value}


def tracing_environment(topology: Topology) -> dict[str, str]:
    """Of what sends spans (`TRACED`)."""
    tracing = topology.monitoring.tracing
    if not tracing.endpoint:
        return {}
    return {"TRACING_ENDPOINT": tracing.endpoint, "TRACING_SAMPLE_PERCENT": f"{tracing.sample_percent:g}"}
