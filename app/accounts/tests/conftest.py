"""Visitors of the account pages."""

import re

import pytest
from django.core import mail
from django.test import Client

from testing.factories import UserFactory
from testing.queues import work_off

EDGE = {"Host": "shop.example.com", "X-Forwarded-Proto": "https"}


@pytest.fixture
def ann():
    """Somebody with an account."""
    return UserFactory(email="ann@example.com", name="Ann")


@pytest.fixture
def anns(ann):
    """Ann's browser, signed in."""
    client = Client(headers=EDGE)
    client.force_login(ann)
    return client


@pytest.fixture
def mailed():
    """Deliver what waits, and return the mails since the last call."""

    def deliver():
        work_off("critical")
        work_off("email")
        mails, mail.outbox[:] = list(mail.outbox), []
        return mails

    return deliver


@pytest.fixture
def link_in():
    """The path of the link in a mail."""
    return lambda message: re.search(r"https://shop\.example\.com(/account/\S+)", message.body)[1]
