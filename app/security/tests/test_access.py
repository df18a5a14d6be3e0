"""Who may do what (O5): every route of the site has a row in access.py, and answers each of four people as it says."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from security.tests.access import ROWS, SIGN_IN
from security.tests.access_samples import SAMPLES
from testing.factories import UserFactory

ACTORS = ("anonymous", "owner", "other", "staff")
ADMIN = "admin/"
FORM = "application/x-www-form-urlencoded"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """All routes below these, as they are written in the URL tables."""
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def all_routes() -> set[str]:
    """Every route of the site but those of the administration."""
    return {route for route in routes(get_resolver().url_patterns) if not route.startswith(ADMIN)}


def test_every_route_says_who_may_use_it():
    """A new route needs a row; a row whose route is gone goes too."""
    listed = {row[0] for row in ROWS}
    assert all_routes() - listed == set(), "add a row to security/tests/access.py for each"
    assert listed - all_routes() == set(), "these are gone"


def test_the_table_is_sorted():
    """So that two people who add rows seldom meet in one line."""
    assert [row[:2] for row in ROWS] == sorted(row[:2] for row in ROWS)


def visitors():
    """The owner, and a client of each of the four."""
    owner, other, staff = (UserFactory(password=None, is_staff=is_staff) for is_staff in (False, False, True))
    people = {"anonymous": None, "owner": owner, "other": other, "staff": staff}
    clients = {}
    for name, person in people.items():
        clients[name] = Client(headers={"Host": "shop.example.com", "X-Forwarded-Proto": "https"})
        if person is not None:
            clients[name].force_login(person)
    return owner, clients


@pytest.fixture(autouse=True)
def count_no_queries(settings):
    """What a page costs is tested elsewhere; here two single reads of one model in a request are no matter."""
    settings.ZEAL_RAISE = False


def seen(client, method, path, body):
    """The answer in the words of the table."""
    if path.startswith("/api/"):
        answer = client.generic(method, path, json.dumps(body) if body else "", content_type="application/json")
    else:
        answer = client.generic(method, path, urlencode(body), content_type=FORM)
    if answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/?next="):
        return SIGN_IN
    return answer.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[1]} /{row[0]} {row[3]}".strip())
def test_everybody_gets_what_the_table_says(row):
    """Anonymous, the owner, another person, and staff without rights. The owner comes last: it may change the thing."""
    route, method, expected, sample = row
    owner, clients = visitors()
    values = SAMPLES[sample](owner)
    path = "/" + PARAMETER.sub(lambda found: str(values[found[1]]), route)
    body = values.get("body", {})
    found = {actor: seen(clients[actor], method, path, body) for actor in ("anonymous", "other", "staff", "owner")}
    assert found == dict(zip(ACTORS, expected, strict=True))
