"""Callers of the API: nobody in particular, Ann with a token, Ann in her browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from api.models import Scope
from api.services.issue_token import issue_token
from testing.factories import UserFactory

EDGE = {"HTTP_HOST": "shop.example.com", "HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def ann(transactional_db: None) -> Any:
    """Somebody with an account."""
    return UserFactory(email="ann@example.com", name="Ann")


@pytest.fixture
def holder(ann: Any) -> Callable[..., Client]:
    """Makes clients that present a token of Ann's (or of another person's)."""

    def make(scope: str = Scope.WRITE, user: Any = None) -> Client:
        _, text = issue_token(user=user or ann, name="a script", scope=scope, days=7)
        return Client(**EDGE, HTTP_AUTHORIZATION=f"Bearer {text}")

    return make


@pytest.fixture
def browser(ann: Any) -> Client:
    """Ann, signed in to the shop; the check against forged requests is on."""
    client = Client(enforce_csrf_checks=True, **EDGE)
    client.force_login(ann)
    return client
