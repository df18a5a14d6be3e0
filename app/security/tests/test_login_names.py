"""Names at the login guard (O5): no spelling, size or silence of one gives more guesses or tells who has an account."""

from datetime import timedelta

import pytest
from axes.exceptions import AxesBackendRequestParameterRequired
from django.contrib.auth import authenticate
from django.utils import timezone

from security.models import LoginAttempts
from security.services import guard_login
from security.services.guard_login import MOST
from security.tests.guessing import ATTACKER, OWNER, attempt, lock_out
from testing.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("spelling", ["ANN@example.com", "Ann@Example.COM", " ann@example.com "])
def test_another_spelling_of_the_name_is_the_same_account(ann, spelling):
    """Twenty-five ways to write it are not 125 guesses."""
    lock_out()
    assert attempt(PASSWORD, name=spelling).status_code == 429


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
