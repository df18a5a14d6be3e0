from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from testing.factories import UserFactory
from testing.prometheus import PrometheusServer


@pytest.fixture
def prometheus(settings: Any) -> Iterator[PrometheusServer]:
    """A Prometheus that knows nothing yet."""
    server = PrometheusServer()
    settings.PROMETHEUS_URL = server.url
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def staff(transactional_db: None) -> Client:
    """Somebody who works here, without any right in the administration."""
    client = Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https")
    client.force_login(UserFactory(is_staff=True, password=None))
    return client
