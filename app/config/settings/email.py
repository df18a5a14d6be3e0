"""Outgoing messages. Mail comes from one address: EMAIL_URL=smtp[s]://user:password@host:port, or nothing for standard
output; text and push messages go to services behind HTTP."""

from typing import Any
from urllib.parse import unquote, urlsplit

from config.settings.env import Env

#: seconds an SMTP server may take to answer
SMTP_TIMEOUT_SECONDS = 10


def email(env: Env) -> dict[str, Any]:
    """Django's EMAIL_* settings. `smtp` upgrades with STARTTLS, `smtps` speaks TLS from the first byte."""
    common = {"DEFAULT_FROM_EMAIL": f"shop@{env.site_host.partition(':')[0]}", "EMAIL_TIMEOUT": SMTP_TIMEOUT_SECONDS}
    url = urlsplit(env.email_url.get_secret_value())
    if not url.scheme:
        return {**common, "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if url.scheme not in ("smtp", "smtps") or not url.hostname:
        raise SystemExit(
            "secret file email_url or EMAIL_URL: not smtp://host:port or smtps://host:port; no mail could be sent. "
            "Correct it or leave it empty for mails on standard output."
        )
    return {
        **common,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp",
    }


def notification_gateways(env: Env) -> dict[str, dict[str, Any]]:
    """Arguments of notifications.gateways.http.HttpGateway by channel; a channel without an address is absent."""
    urls = {"sms": (env.sms_gateway_url, env.sms_gateway_token), "push": (env.push_gateway_url, env.push_gateway_token)}
    return {
        channel: {"url": url, "token": token.get_secret_value(), "ca_file": env.gateway_ca_file}
        for channel, (url, token) in urls.items()
        if url
    }
