"""Guessing passwords (O5): who guesses is locked out, and nobody else ever is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from axes.exceptions import AxesBackendRequestParameterRequired
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client
from django.utils import timezone

from security.models import LoginAttempts
from security.services import guard_login
from security.services.guard_login import FEWEST, LOCK_SECONDS, MOST
from security.throttle import is_exhausted
from testing.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

ATTACKER, OWNER = "203.0.113.66", "198.51.100.7"
PAGES = ["/account/sign-in/", "/admin/login/"]


@pytest.fixture
def ann():
    """Ann may enter the administration, so that both pages take her."""
    return UserFactory(email="ann@example.com", is_staff=True)


WRONG = "wrong"


def attempt(password=WRONG, *, address=ATTACKER, page=PAGES[0], name="ann@example.com", **more):
    """The answer to one attempt, from a visitor without cookies."""
    headers = {"Host": "shop.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": address, **more}
    return Client(headers=headers).post(page, {"username": name, "password": password})


def lock_out(**options):
    """Guess until the door is shut; the number of guesses that were looked at."""
    looked_at = 0
    while attempt(**options).status_code == 200:
        looked_at += 1
        assert looked_at < 50, "never locked"
    return looked_at


def be_guessed_from_everywhere():
    """What a botnet leaves behind: Ann's account has failed more often than a person does."""
    while not is_exhausted("login-account", "ann@example.com", guard_login.ACCOUNT_RATE):
        guard_login.note_failure(account="ann@example.com")


def wind_back(seconds):
    """Let time pass for all locks."""
    for row in LoginAttempts.objects.all():
        past = timedelta(seconds=seconds)
        row.last_at -= past
        row.locked_until = row.locked_until and row.locked_until - past
        row.save()


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


@pytest.mark.parametrize("spelling", ["ANN@example.com", "Ann@Example.COM", " ann@example.com "])
def test_another_spelling_of_the_name_is_the_same_account(ann, spelling):
    """Twenty-five ways to write it are not 125 guesses."""
    lock_out()
    assert attempt(PASSWORD, name=spelling).status_code == 429


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


def test_known_and_unknown_names_are_told_the_same(ann):
    """Before and after the lock: same status, same words."""
    known = [attempt(name="ann@example.com") for _ in range(MOST + 1)]
    unknown = [attempt(name="nobody@example.com", address=OWNER) for _ in range(MOST + 1)]
    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]
    pages = [answer.content.decode() for answer in (known[0], unknown[0])]
    assert "do not belong together" in pages[0]
    assert pages[0].split("csrfmiddlewaretoken")[0] == pages[1].split("csrfmiddlewaretoken")[0]
    assert known[-1].content == unknown[-1].content


@pytest.mark.parametrize("name", ["", "x" * 100_000, "nul\0byte@example.com", "' OR '1'='1", "é" * 254])
def test_odd_names_are_just_wrong(name):
    """No name makes an error of the server."""
    assert attempt(name=name).status_code == 200


def test_the_name_cannot_be_smuggled_past_the_guard(ann, rf):
    """`email=` in place of `username=` is the same account; without a request nobody is let in at all."""
    request = rf.post("/", REMOTE_ADDR=ATTACKER)
    for _ in range(MOST):
        assert authenticate(request, email="ann@example.com", password="wrong") is None
    assert authenticate(request, username="ann@example.com", password=PASSWORD) is None
    with pytest.raises(AxesBackendRequestParameterRequired):
        authenticate(username="ann@example.com", password=PASSWORD)


def test_the_table_says_nothing_about_anybody_and_is_swept(ann):
    """Neither name nor address; rows go when they no longer count."""
    lock_out()
    row = LoginAttempts.objects.get()
    assert len(row.key) == 64
    assert "ann" not in str(vars(row))
    assert ATTACKER not in str(vars(row))
    assert guard_login.forget_old() == 0
    LoginAttempts.objects.update(last_at=timezone.now() - timedelta(hours=25))
    assert guard_login.forget_old() == 1
