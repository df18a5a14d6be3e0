"""Alertmanager's configuration: whom Prometheus' alerts reach, how often, and which say nothing new.

Passwords and the addresses of webhooks are files; what is rendered here may be read by anybody.

`python -m topology.render.alertmanager Pulumi.local.yaml FOLDER` writes it into a folder, for amtool.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader

from topology.model import Topology
from topology.model.vocabulary import AlertWebhook
from topology.render import command
from topology.render.inhibitions import inhibitions
from topology.render.messages_environment import webhook_file
from topology.render.prometheus_rules import BRACKETS

TEMPLATES = Path(__file__).resolve().parents[2] / "monitoring" / "alertmanager"
CONFIG_DIRECTORY = "/etc/alertmanager"
SECRETS_DIRECTORY = "/run/secrets/alertmanager"
CONFIG_FILE, MESSAGES_FILE = "alertmanager.yml", "messages.tmpl"
# A file of the Secret, beside those of webhooks.
EMAIL_PASSWORD = "email_password"  # noqa: S105 - a file's name
NOBODY, PEOPLE = "nobody", "people"


def alertmanager_files(topology: Topology) -> dict[str, str]:
    """File name to content of everything that lies in /etc/alertmanager."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=False, **BRACKETS)  # noqa: S701 - no HTML
    pages = topology.monitoring.runbook_url or "docs/runbooks/"
    return {
        CONFIG_FILE: yaml.safe_dump(alertmanager_config(topology), sort_keys=False, width=120),
        MESSAGES_FILE: environment.get_template(f"{MESSAGES_FILE}.j2").render(runbook_url=pages),
    }


def alertmanager_config(topology: Topology) -> dict[str, Any]:
    """alertmanager.yml."""
    receivers = {NOBODY: {"name": NOBODY}, PEOPLE: {"name": PEOPLE, **_integrations(topology)}}
    return {
        "global": {"resolve_timeout": "5m", **_mail_server(topology)},
        "templates": [f"{CONFIG_DIRECTORY}/{MESSAGES_FILE}"],
        "route": _routes(),
        "receivers": list(receivers.values()),
        "inhibit_rules": inhibitions(topology),
    }


def mails_alerts(topology: Topology) -> bool:
    """Whether Alertmanager sends mail."""
    return bool(topology.messages.mail_server and topology.alert_emails)


def _routes() -> dict[str, Any]:
    """Critical: at once, each kind by itself, again every half hour. Warnings: together, again after a day.

    Warnings wait for as long as the slowest of the app's monitors pauses, so that one which comes and goes is not told.
    """
    critical = {"group_by": ["alertname", "stack", "severity"], "group_wait": "10s", "group_interval": "1m"}
    warning = {"group_by": ["stack", "severity"], "group_wait": "5m", "group_interval": "30m"}
    return {
        "receiver": PEOPLE,
        **warning,
        "repeat_interval": "24h",
        "routes": [
            {"matchers": ['severity="none"'], "receiver": NOBODY},
            {"matchers": ['severity="critical"'], "receiver": PEOPLE, **critical, "repeat_interval": "30m"},
        ],
    }


def _mail_server(topology: Topology) -> dict[str, Any]:
    """The shop's own: the same server, sender and password, and TLS or nothing."""
    server = topology.messages.mail_server
    if not server or not mails_alerts(topology):
        return {}
    login = {
        "smtp_auth_username": server.user,
        "smtp_auth_password_file": f"{SECRETS_DIRECTORY}/{EMAIL_PASSWORD}",
    }
    return {
        "smtp_smarthost": f"{server.host}:{server.port}",
        "smtp_from": topology.site.sender,
        "smtp_hello": topology.site.domain,
        "smtp_require_tls": True,
        **(login if server.user else {}),
    }


def _integrations(topology: Topology) -> dict[str, Any]:
    """By what the stack file names. None: alerts are kept and shown, and sent nowhere."""
    found: dict[str, Any] = {}
    if mails_alerts(topology):
        headers = {"Subject": _template("shop.subject"), "Auto-Submitted": "auto-generated"}
        mail = {"html": "", "text": _template("shop.mail"), "headers": headers}
        found["email_configs"] = [{"to": ", ".join(topology.alert_emails), "send_resolved": True, **mail}]
    for service in topology.monitoring.alerts.webhooks:
        found[f"{service}_configs"] = [_webhook(service)]
    return found


def _webhook(service: AlertWebhook) -> dict[str, Any]:
    address = f"{SECRETS_DIRECTORY}/{webhook_file(service)}"
    match service:
        case AlertWebhook.SLACK:
            title = _template("shop.slack.title")
            # `mrkdwn_in` names what Slack reads markup in, `footer` is always empty.
            own = {"api_url_file": address, "text": _template("shop.slack"), "fallback": title, "title_link": ""}
            return {"send_resolved": True, **own, "title": title, "mrkdwn_in": ["footer"]}
        case AlertWebhook.DISCORD:
            own = {"webhook_url_file": address, "message": _template("shop.discord")}
            return {"send_resolved": True, **own, "title": _template("shop.slack.title")}


def _template(name: str) -> str:
    return f'{{{{ template "{name}" . }}}}'


def main() -> None:
    """Write the files of one stack."""
    command.write_stack("topology.render.alertmanager", __doc__, alertmanager_files)


if __name__ == "__main__":
    command.run(main)
