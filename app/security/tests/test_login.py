"""Guessing passwords (O5): who guesses is locked out, and nobody else ever is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from security.services import guard_login
from security.services.guard_login import FEWEST, LOCK_SECONDS, MOST
from security.tests.guessing import ATTACKER, OWNER, PAGES, attempt, be_guessed_from_everywhere, lock_out, wind_back
from testing.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", PAGES)
def test_after_five_guesses_the_right_password_does_not_help_from_there(ann, page):
    """On the shop's page and on the admin's; the answer says when to come back."""
    assert lock_out(page=page) == MOST
    answer = attempt(PASSWORD, page=page)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= LOCK_SECONDS[0]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_an_attacker_cannot_lock_the_owner_out(ann, page):
    """However many addresses guess, the owner signs in from another, and still may mistype once."""
    lock_out(address="203.0.113.1", page=page)
    be_guessed_from_everywhere()
    lock_out(address="203.0.113.2", page=page)
    assert attempt("mistyped", address=OWNER, page=page).status_code == 200
    assert attempt(PASSWORD, address=OWNER, page=page).status_code == 302


def test_an_account_that_is_guessed_from_many_addresses_gives_each_fewer_attempts(ann):
    """A botnet gets two guesses an address in place of five; other accounts are as before."""
    be_guessed_from_everywhere()
    assert lock_out(address="203.0.113.200") == FEWEST
    UserFactory(email="bob@example.com")
    assert lock_out(address="203.0.113.200", name="bob@example.com") == MOST


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": f"{OWNER}, {ATTACKER}"},
        {"X-Real-IP": OWNER, "Forwarded": f"for={OWNER}", "Client-IP": OWNER, "True-Client-IP": OWNER},
        {"User-Agent": "another browser"},
    ],
)
def test_forged_headers_do_not_open_the_lock(ann, headers):
    """The attacker is who the edge saw, whatever else is sent."""
    lock_out()
    assert attempt(PASSWORD, **headers).status_code == 429


def test_forged_headers_do_not_lock_another(ann):
    """Nor does the attacker's claim to be the owner's address count for the owner."""
    for _ in range(MOST * 2):
        attempt(**{"X-Forwarded-For": f"{OWNER}, {ATTACKER}"})
    assert attempt(PASSWORD, address=OWNER).status_code == 302


def test_a_whole_ipv6_network_is_one_attacker(ann):
    """A new address of the same /64 has no new guesses."""
    lock_out(address="2001:db8:0:1::1")
    assert attempt(PASSWORD, address="2001:db8:0:1::2").status_code == 429
    assert attempt(PASSWORD, address="2001:db8:0:2::1").status_code == 302


def test_parallel_guesses_are_counted_before_they_are_looked_at():
    """20 at once are not 20 guesses: the sixth waits, however fast it comes."""

    def guess(_):
        try:
            return guard_login.count_attempt(account="ann@example.com", address=ATTACKER)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        waits = list(pool.map(guess, range(20)))
    assert waits.count(0) == MOST


def test_each_lock_is_longer_and_a_day_of_peace_forgets(ann):
    """One minute, five, fifteen, an hour, and an hour again; guesses during a lock change nothing."""
    for expected in (*LOCK_SECONDS, LOCK_SECONDS[-1]):
        waits = [guard_login.count_attempt(account="ann@example.com", address=ATTACKER) for _ in range(MOST + 2)]
        assert waits[:MOST] == [0] * MOST
        assert all(expected - 30 < wait <= expected for wait in waits[MOST:])
        wind_back(expected)
    wind_back(timedelta(hours=25).total_seconds())
    lock_out()
    assert int(attempt()["Retry-After"]) <= LOCK_SECONDS[0]


def test_the_right_password_forgets_the_wrong_ones_of_this_address_only(ann):
    """The owner's own mistakes do not add up over the weeks, and an attacker's are not wiped by the owner."""
    lock_out()
    for _ in range(2):
        for _ in range(MOST - 1):
            attempt(address=OWNER)
        assert attempt(PASSWORD, address=OWNER).status_code == 302
    assert attempt(PASSWORD).status_code == 429


def test_an_attacker_cannot_wipe_his_guesses_with_an_account_of_his_own(ann):
    """Signing in as somebody else does not count as a success here."""
    UserFactory(email="eve@example.com")
    for _ in range(MOST - 1):
        attempt()
    assert attempt(PASSWORD, name="eve@example.com").status_code == 302
    attempt()
    assert attempt(PASSWORD).status_code == 429


def test_one_address_cannot_try_one_password_on_everybody():
    """60 attempts a minute, whatever the names."""
    waits = [guard_login.count_attempt(account=f"person-{n}@example.com", address=ATTACKER) for n in range(70)]
    assert waits[:60] == [0] * 60
    assert all(waits[60:])
    assert guard_login.count_attempt(account="person-1@example.com", address=OWNER) == 0


def test_a_lost_redis_neither_opens_nor_shuts_the_door(ann, sessions_redis):
    """The lock is in Postgres: guesses count on and lock, the owner signs in, the session holds."""
    for _ in range(MOST - 1):
        attempt()
    sessions_redis.cut()
    assert attempt().status_code == 200
    assert attempt(PASSWORD).status_code == 429
    owner = Client(headers={"Host": "shop.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": OWNER})
    assert owner.post(PAGES[0], {"username": "ann@example.com", "password": PASSWORD}).status_code == 302
    assert owner.get("/account/").status_code == 200
