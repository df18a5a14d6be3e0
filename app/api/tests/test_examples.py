"""The examples of docs/api.md run as they stand (S1, S2, O5).

The document is not in the image that runs the tests in the cluster; what they type is kept here too, and a test of the
repository holds the two together (tests/meta/test_api_examples.py).
"""

import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from api.models import Scope
from api.services.issue_token import issue_token
from api.tests.conftest import EDGE
from testing.factories import CategoryFactory, ProductFactory

COMMANDS = Path(__file__).with_name("examples.txt").read_text().splitlines()


@pytest.fixture
def variables(ann):
    """What the reader has put into their shell."""
    furniture = CategoryFactory(slug="furniture", name="Furniture")
    ProductFactory(slug="oak-bench", name="Oak Bench", category=furniture, price="25.00")
    token = issue_token(user=ann, name="docs", scope=Scope.WRITE, days=1)[1]
    return {"$SHOP": "https://shop.example.com", "$TOKEN": token}


def run(command, variables):
    """The answer to what curl would send."""
    for name, value in variables.items():
        command = command.replace(name, value)
    words = iter(shlex.split(command)[1:])
    headers, body, url, method = {}, None, "", "POST"
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-X":
            method = next(words)
        elif word == "-d":
            body = next(words)
        elif not word.startswith("-"):
            url = word
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    media = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    if body is None:
        return Client(**EDGE).get(path, headers=headers)
    return Client(**EDGE).generic(method, path, body, media, headers=headers)


def test_every_example_succeeds(variables):
    """In the order of the document: the order needs the cart before it."""
    answers = [run(command, variables) for command in COMMANDS]
    assert [answer.status_code for answer in answers] == [200] * 7 + [201, 200, 200, 200], [a.content for a in answers]
    assert [shown["slug"] for shown in answers[1].json()["items"]] == ["oak-bench"]
    assert [hit["slug"] for hit in answers[3].json()["items"]] == ["oak-bench"]
    assert answers[8].json()["items"][0]["number"] == answers[7].json()["number"]
    assert answers[10].json()["time_zone"] == "Europe/Berlin"
