"""Servers that take messages, and people to send them to."""

import ssl

import pytest
import trustme

from notifications.gateways import gateways
from notifications.models import Preferences
from notifications.tests.servers import Service, mail_server
from testing.factories import UserFactory


@pytest.fixture(scope="session")
def authority():
    """A certificate authority of the tests' own."""
    return trustme.CA()


@pytest.fixture(scope="session")
def server_tls(authority):
    """What a server at 127.0.0.1 proves itself with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def authority_file(authority, tmp_path):
    """The authority's certificate as a file."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


@pytest.fixture
def service():
    """Somebody who takes messages over HTTP."""
    server = Service()
    yield server
    server.close()


@pytest.fixture
def mailbox(settings):
    """A real mail server without TLS, which the settings lead to."""
    with mail_server() as (box, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
        yield box


@pytest.fixture
def sms(service, settings):
    """Text messages go to the service."""
    settings.NOTIFICATION_GATEWAYS = {"sms": {"url": service.url, "token": "sms-token"}}
    yield service
    gateways.cache_clear()


@pytest.fixture
def ann():
    """Somebody with a telephone number, who wants to hear of orders by mail."""
    user = UserFactory(email="ann@example.com", name="Ann")
    Preferences.objects.create(user=user, phone="+31201234567")
    return user
