"""Services outside that take what the shop tells people (Q4)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from topology.model.base import Noun
from topology.model.cluster import Port
from topology.model.site import Hostname
from topology.model.spelling import spelt
from topology.model.vocabulary import External

GatewayUrl = Annotated[
    str,
    Field(pattern=r"^https://[a-z0-9][-a-z0-9.]*(:[0-9]{1,5})?(/[^\s?#@]*)?$"),
    spelt("an https:// address, for example https://sms.example.com/v1"),
]
MailAddress = Annotated[
    str,
    Field(pattern=r"^[^\s@]+@[^\s@]+$", max_length=254),
    spelt("a mail address alone, for example ops@example.com"),
]
# Certificates only: a private key would be a secret.
CertificatesPem = Annotated[
    str,
    Field(pattern=r"^(-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]{1,76}\n)+-----END CERTIFICATE-----\n*)+$"),
    spelt("certificates in PEM, and nothing besides them"),
]
PhoneNumber = Annotated[
    str,
    Field(pattern=r"^\+[1-9][0-9]{7,14}$"),
    spelt("a telephone number with +, country and no spaces, for example +491234567890"),
]

IMPLICIT_TLS_PORT = 465


class MailServer(Noun):
    """Where mails go. With a user, `rushhour:emailPassword` holds the password."""

    host: Hostname
    port: Port = 587
    user: str | None = None
    implicit_tls: bool = False  # TLS from the first byte (port 465); otherwise STARTTLS. Either way it is verified


class Messages(Noun):
    """What is left out is not there: mails go to the worker's log, and there are no text or push messages."""

    mail_server: MailServer | None = None
    sms_gateway: GatewayUrl | None = None  # its token is `rushhour:smsGatewayToken`
    push_gateway: GatewayUrl | None = None  # its token is `rushhour:pushGatewayToken`
    gateway_ca: CertificatesPem | None = None  # who signed the gateways' certificates; None: public authorities
    operators_email: MailAddress | None = None  # hears of critical notifications that nobody got
    operators_phone: PhoneNumber | None = None

    @property
    def has_gateway(self) -> bool:
        """Whether text or push messages are sent."""
        return bool(self.sms_gateway or self.push_gateway)

    @property
    def services(self) -> dict[External, tuple[int, ...]]:
        """Those that are named, with their TCP ports."""
        urls = [url for url in (self.sms_gateway, self.push_gateway) if url]
        found = {
            External.MAIL_SERVER: (self.mail_server.port,) if self.mail_server else (),
            External.MESSAGE_GATEWAYS: tuple(sorted({urlsplit(url).port or 443 for url in urls})),
        }
        return {service: ports for service, ports in found.items() if ports}
