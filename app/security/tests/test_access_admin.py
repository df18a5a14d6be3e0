"""The administration (O5): one rule for every page of it, also for those a new model brings along."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from security.tests.test_access import ADMIN, count_no_queries, routes  # noqa: F401 - a fixture for all
from testing.factories import UserFactory

pytestmark = pytest.mark.django_db

#: pages everyone of the staff may open, whatever their rights
FOR_ALL_STAFF = {
    "admin/": 200,
    "admin/jsi18n/": 200,
    "admin/login/": 302,
    "admin/logout/": 405,
    "admin/password_change/": 200,
    "admin/password_change/done/": 200,
}


def admin_paths():
    """Every page of the administration; what a regular expression matches is tried with one example."""
    for route in sorted(set(routes(get_resolver().url_patterns))):
        if route.startswith(ADMIN):
            route = re.sub(r"\^\(\?P<app_label>(\w+).*", r"\1/", route)
            route = re.sub(r"\(\?P<url>.*", "no/such/page/", route)
            yield re.sub(r"<(?:\w+:)?\w+>", "1", route)


def client(person=None):
    """A visitor of the administration."""
    made = Client(headers={"Host": "shop.example.com", "X-Forwarded-Proto": "https"})
    if person:
        made.force_login(person)
    return made


def test_customers_and_strangers_see_nothing_of_it():
    """Every page is a redirect to its form, also a page that does not exist: not even the models' names show."""
    paths = list(admin_paths())
    assert len(paths) > 60
    wrong = {}
    for visitor in (client(), client(UserFactory(password=None))):
        for path in paths:
            for method in ("GET", "POST"):
                answer = visitor.generic(method, f"/{path}")
                open_to_all = path == "admin/login/" or (path, method) == ("admin/logout/", "GET")
                sent_away = answer.status_code == 302 and "/admin/login/" in answer["Location"]
                if not sent_away and not open_to_all and path != "admin/logout/":
                    wrong[path, method] = answer.status_code
    assert wrong == {}


def test_staff_without_rights_gets_to_no_data():
    """No list, no row, no form: a refusal, and an index without a model on it."""
    staff = client(UserFactory(is_staff=True, password=None))
    wrong = {}
    for path in admin_paths():
        for method in ("GET", "POST"):
            answer = staff.generic(method, f"/{path}")
            # Django says of a row that does not exist that it does not, before it asks for the right to it; and an
            # old form of a row's address leads to its new one.
            sent_back = answer.status_code == 302 and answer["Location"] in ("/admin/", f"/{path}change/")
            if path in FOR_ALL_STAFF:
                if method == "GET" and answer.status_code != FOR_ALL_STAFF[path]:
                    wrong[path, method] = answer.status_code
            elif answer.status_code not in (403, 404, 405) and not sent_back:
                wrong[path, method] = answer.status_code
            if path == "admin/logout/":
                staff = client(UserFactory(is_staff=True, password=None))
    assert not wrong, wrong
    assert "/change" not in staff.get("/admin/").content.decode()
