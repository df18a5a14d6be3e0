"""Somebody who guesses Ann's password, for the tests of the login guard."""

from datetime import timedelta

from django.test import Client

from security.models import LoginAttempts
from security.services import guard_login
from security.throttle import is_exhausted

ATTACKER, OWNER = "203.0.113.66", "198.51.100.7"
PAGES = ["/account/sign-in/", "/admin/login/"]
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
