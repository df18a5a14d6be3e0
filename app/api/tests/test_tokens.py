"""Personal access tokens: hashed, scoped, expiring, revocable, and never taken from an address (O5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from api import limits
from api.models import AccessToken
from api.services.issue_token import LONGEST_DAYS, MOST_TOKENS, issue_token
from api.services.revoke_token import revoke_token
from api.tests.conftest import EDGE
from api.tests.test_problems import problem
from testing.factories import UserFactory

ME = "/api/v1/me"


def test_a_token_opens_its_owners_account_and_no_more(holder, ann):
    """The answer is Ann's, private, and sets no cookie."""
    answer = holder("read").get(ME)
    assert answer.status_code == 200
    assert (answer.json()["email"], answer.json()["name"]) == ("ann@example.com", "Ann")
    assert answer["Cache-Control"] == "private, no-cache"
    assert not answer.cookies


def test_nothing_that_is_stored_opens_anything(ann):
    """Neither the text nor its secret is in the row, and the digest is not the text either."""
    token, text = issue_token(user=ann, name="a script", scope="read", days=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM api_accesstoken")
        stored = [str(value) for value in cursor.fetchone()]
    secret = text.split("_", 2)[2]
    assert not [value for value in stored if secret in value or text in value]
    for guess in (token.digest, token.key, f"rhp_{token.key}_{token.digest[:43]}"):
        problem(Client(**EDGE, HTTP_AUTHORIZATION=f"Bearer {guess}").get(ME), 401, "unauthenticated")


def test_what_is_no_token_is_a_401_that_says_how(transactional_db):
    """RFC 6750: the challenge names the scheme."""
    for header in ("", "Bearer", "Bearer ", "Basic YTpi", "Bearer x y", "Token abc", "Bearer \xff"):
        answer = Client(**EDGE, HTTP_AUTHORIZATION=header).get(ME)
        problem(answer, 401, "unauthenticated")
        assert answer["WWW-Authenticate"].startswith("Bearer ")


def test_a_token_in_an_address_is_no_token(ann, site):
    """Addresses end up in logs and histories."""
    _, text = issue_token(user=ann, name="a script", scope="read", days=1)
    for path in (f"{ME}?access_token={text}", f"{ME}?token={text}"):
        assert site.get(path).status_code in (401, 422)


def test_a_revoked_an_expired_and_a_blocked_owners_token_are_refused(holder, ann):
    """At once: the token is read from the primary."""
    client = holder()
    token = AccessToken.objects.get()
    assert client.get(ME).status_code == 200
    revoke_token(user=ann, pk=token.pk)
    assert "revoked" in problem(client.get(ME), 401, "unauthenticated")["detail"]
    now = timezone.now()
    AccessToken.objects.update(revoked_at=None, created_at=now - timedelta(2), expires_at=now - timedelta(1))
    assert "expired" in problem(client.get(ME), 401, "unauthenticated")["detail"]
    AccessToken.objects.update(expires_at=now + timedelta(1))
    ann.is_active = False
    ann.save()
    problem(client.get(ME), 401, "unauthenticated")


def test_a_new_password_ends_the_tokens_with_the_sessions(holder, ann):
    """Whoever got in before is out, and the list says why; tokens made from then on work."""
    client = holder()
    ann.set_password("another-one-entirely")
    ann.save()
    assert "password" in problem(client.get(ME), 401, "unauthenticated")["detail"]
    assert not AccessToken.objects.usable_of(ann).exists()
    assert holder().get(ME).status_code == 200


def test_a_new_secret_key_leaves_tokens_as_long_as_the_old_one_is_named(holder, settings):
    """SECRET_KEY can be changed without breaking every script at once."""
    client = holder()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + settings.SECRET_KEY
    assert client.get(ME).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    problem(client.get(ME), 401, "unauthenticated")


def test_a_bad_token_is_refused_where_none_is_needed(shop, site):
    """Who presents one means it: falling back to nobody would hide the mistake. A good one gets a private answer."""
    assert site.get("/api/v1/products/spade").status_code == 200
    answer = site.get("/api/v1/products/spade", headers={"Authorization": "Bearer rhp_wrong"})
    problem(answer, 401, "unauthenticated")


def test_a_token_gets_a_private_answer_of_a_public_page(shop, holder):
    """A cache must not keep what was asked for with credentials."""
    answer = holder("read").get("/api/v1/products/spade")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")


def test_the_last_use_is_noted_once_an_hour(holder, django_assert_num_queries):
    """The first request writes, the second does not: one query for the token, none for the answer."""
    client = holder("read")
    client.get(ME)
    noted = AccessToken.objects.get().last_used_at
    assert noted is not None
    with django_assert_num_queries(1):
        client.get(ME)
    assert AccessToken.objects.get().last_used_at == noted


def test_nobody_revokes_somebody_elses_token(ann):
    """It is as if there were none."""
    token, _ = issue_token(user=ann, name="a script", scope="read", days=1)
    assert revoke_token(user=UserFactory(), pk=token.pk) is None
    assert AccessToken.objects.get().end == ""


def test_tokens_are_limited_in_number_and_in_time(ann):
    """A lifetime has an end, and so has a list."""
    for days in (0, LONGEST_DAYS + 1):
        with pytest.raises(ValidationError, match="lives for"):
            issue_token(user=ann, name="a script", scope="read", days=days)
    with pytest.raises(ValidationError, match="not a valid choice"):
        issue_token(user=ann, name="a script", scope="everything", days=1)
    for _ in range(MOST_TOKENS):
        issue_token(user=ann, name="a script", scope="read", days=1)
    with pytest.raises(ValidationError, match="usable tokens already"):
        issue_token(user=ann, name="a script", scope="read", days=1)


def test_a_caller_above_the_limit_waits(holder, monkeypatch):
    """429 with Retry-After; another token has a limit of its own."""
    monkeypatch.setattr(limits, "CALLER_RATE", "2/minute")
    client = holder("read")
    told = [client.get(ME) for _ in range(2)]
    assert [(answer.status_code, answer["RateLimit"].partition(";t=")[0]) for answer in told] == [
        (200, '"caller";r=1'), (200, '"caller";r=0'),
    ]  # fmt: skip
    assert told[0]["RateLimit-Policy"] == '"caller";q=2;w=60'
    answer = client.get(ME)
    problem(answer, 429, "too-many-requests")
    assert answer["RateLimit"].startswith('"caller";r=0;t=')
    assert 1 <= int(answer["Retry-After"]) <= 120
    assert holder("read").get(ME).status_code == 200


def test_a_public_answer_says_nothing_of_anybodys_limit(shop, site):
    """It would be told to the next visitor."""
    answer = site.get("/api/v1/products/spade")
    assert answer["Cache-Control"].startswith("public")
    assert not [name for name in answer.headers if name.lower().startswith("ratelimit")]


def test_guessing_tokens_ends_soon(transactional_db, monkeypatch):
    """By address, so that nobody else is locked out."""
    monkeypatch.setattr(limits, "FAILURE_RATE", "2/minute")
    guesser = Client(**EDGE, HTTP_AUTHORIZATION="Bearer rhp_000000000000_" + "x" * 43)
    assert [guesser.get(ME).status_code for _ in range(3)] == [401, 401, 429]
