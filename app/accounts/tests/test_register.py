"""Registering (O5): only who reads the mail gets the account, and nobody learns who has one."""

import threading

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import connection

from accounts import links
from accounts.links import LinkDoesNotWork, read_registration
from accounts.services.create_account import create_account
from testing.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-one"
GOOD = {"name": "Ann", "new_password1": PASSWORD, "new_password2": PASSWORD}
REGISTER = "/account/register/"


def users():
    """All accounts by address."""
    return get_user_model().objects.in_bulk(field_name="email")


@pytest.fixture
def link(site, mailed, link_in):
    """The link in the mail to ann@example.com."""
    site.post(REGISTER, {"email": "Ann@Example.com "})
    (message,) = mailed()
    assert message.to == ["ann@example.com"]
    return link_in(message)


def test_the_link_leads_to_an_account_and_signs_in(site, link, mailed):
    """Opening it makes nothing (mail programs open links); the form does. The account greets by mail."""
    assert site.get(link).status_code == 200
    assert not users()
    answer = site.post(link, GOOD)
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    ann = users()["ann@example.com"]
    assert (ann.name, ann.check_password(PASSWORD)) == ("Ann", True)
    assert "Hello Ann" in site.get("/account/").content.decode()
    assert [message.subject for message in mailed()] == ["Welcome to Rushhour"]


def test_a_link_works_once_also_after_the_account_is_gone(site, link):
    """Used twice it is 410, and does not bring a deleted account back to life."""
    site.post(link, GOOD)
    site.post("/account/sign-out/")
    assert site.post(link, GOOD).status_code == 410
    users()["ann@example.com"].delete()
    assert site.post(link, GOOD).status_code == 410
    assert not users()


def test_two_clicks_at_once_are_one_account(link):
    """The unique number of the link decides, not the reader's speed."""
    confirmation, outcomes = read_registration(link.split("/")[-2]), []

    def click():
        try:
            outcomes.append(create_account(confirmation, name="Ann", password=PASSWORD))
        except LinkDoesNotWork:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(outcomes) == 4
    assert len([user for user in outcomes if user]) == 1
    assert len(users()) == 1


def test_two_links_of_one_address_are_one_account(site, mailed, link, link_in):
    """The second link finds the account made."""
    site.post(REGISTER, {"email": "ann@example.com"})
    second = link_in(mailed()[0])
    assert second != link
    site.post(link, GOOD)
    site.post("/account/sign-out/")
    assert (
        site.post(second, {**GOOD, "new_password1": PASSWORD[::-1], "new_password2": PASSWORD[::-1]}).status_code == 410
    )
    assert users()["ann@example.com"].check_password(PASSWORD)


def test_an_old_forged_or_foreign_link_does_not_work(site, link, monkeypatch):
    """A day later, with another address in it, signed for another purpose, or plain nonsense."""
    token = link.split("/")[-2]
    other = signing.dumps({"address": "eve@example.com", "number": "1"}, salt="another purpose")
    strange = signing.dumps(["eve@example.com"], salt=links.SALT)
    body, _, seal = token.partition(":")
    for forged in (other, strange, f"{body[:-4]}AAAA:{seal}", token[:-3], "x", "sent:"):
        assert site.post(f"{REGISTER}{forged}/", GOOD).status_code == 410
    monkeypatch.setattr(links, "VALID_SECONDS", -1)
    assert site.post(link, GOOD).status_code == 410
    assert not users()


def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(site, mailed, django_assert_num_queries):
    """Same status, same page, one message in the outbox either way. What differs is in the mail to the owner."""
    UserFactory(email="ann@example.com")
    answers = []
    for address in ("ann@example.com", "bob@example.com"):
        with django_assert_num_queries(2):
            answers.append(site.post(REGISTER, {"email": address}))
    known, unknown = answers
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.headers.keys() == unknown.headers.keys()
    assert not known.cookies
    by_address = {message.to[0]: message.body for message in mailed()}
    assert "has one already" in by_address["ann@example.com"]
    assert "/account/register/" not in by_address["ann@example.com"]
    assert "/account/register/" in by_address["bob@example.com"]


def test_a_stranger_cannot_flood_a_mailbox_and_is_not_told_when_it_stops(site, mailed):
    """Five mails an hour to one address; the sixth wish gets the same answer and no mail."""
    answers = [
        site.post(REGISTER, {"email": "ann@example.com"}, headers={"X-Forwarded-For": f"203.0.113.{n}"})
        for n in range(8)
    ]
    assert {answer["Location"] for answer in answers} == {"/account/register/sent/"}
    assert len(mailed()) == 5


def test_one_visitor_cannot_ask_for_ever(site):
    """20 wishes an hour from one address, then 429."""
    statuses = [site.post(REGISTER, {"email": f"person-{n}@example.com"}).status_code for n in range(21)]
    assert statuses == [302] * 20 + [429]


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.com\nBcc: eve@example.com",
        "ann@example.com%0aBcc:eve@example.com",
        "ann@example.com,eve@example.com",
        "Ann <ann@example.com>",
        "ann",
        "",
        "a" * 250 + "@example.com",
        "ann@example.com\0",
    ],
)
def test_what_is_no_address_sends_no_mail(site, mailed, address):
    """Above all nothing that would add a recipient or a header."""
    assert site.post(REGISTER, {"email": address}).status_code == 200
    assert not mailed()


@pytest.mark.parametrize("password", ["short", "password123", "1234567890", "ann@example.com", "", "Ann-Example"])
def test_weak_passwords_are_refused(site, link, password):
    """Short, common, or made of the name or address; the page says why and the link stays good."""
    answer = site.post(link, {"name": "Ann-Example", "new_password1": password, "new_password2": password})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert site.post(link, GOOD).status_code == 302


def test_nothing_but_name_and_password_is_taken_from_the_form(site, link):
    """Nobody registers another address, or as staff."""
    site.post(link, {**GOOD, "email": "eve@example.com", "is_staff": "on", "is_superuser": "on", "is_active": ""})
    ann = users()["ann@example.com"]
    assert (ann.is_staff, ann.is_superuser, ann.is_active) == (False, False, True)


def test_looking_at_the_pages_gives_nobody_a_session(site):
    """A visitor stays anonymous, so that the pages after this one still come from the caches."""
    for path in (REGISTER, "/account/sign-in/", "/account/password/reset/", "/account/register/sent/"):
        answer = site.get(path)
        assert answer.status_code == 200
        assert django_settings.SESSION_COOKIE_NAME not in answer.cookies
        assert "no-store" in answer["Cache-Control"]
