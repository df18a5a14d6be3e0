"""Sessions lie in Redis and in Postgres: losing the first logs nobody out (C3)."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches

from testing.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(site):
    """A visitor with an account."""
    user = UserFactory()
    site.force_login(user)
    return user


def is_signed_in(site) -> bool:
    """Whether the account's page is shown, and not the way to sign in."""
    return site.get("/account/").status_code == 200


def test_a_session_is_read_from_redis(site, signed_in):
    """It costs no query of Postgres while Redis has it (C3)."""
    store = caches[settings.SESSION_CACHE_ALIAS]
    key = site.cookies[settings.SESSION_COOKIE_NAME].value
    assert store.get(f"django.contrib.sessions.cached_db{key}")["_auth_user_id"] == str(signed_in.pk)
    Session.objects.all().delete()
    assert is_signed_in(site)


@pytest.mark.parametrize("loss", ["empty", "away"])
def test_a_lost_redis_logs_nobody_out(site, signed_in, redis_server, sessions_redis, loss):
    """Whether it came back empty or does not come back (C3)."""
    if loss == "empty":
        redis_server.flushdb()
    else:
        sessions_redis.cut()
    assert is_signed_in(site)
    assert Session.objects.count() == 1


def test_reading_a_page_writes_no_session(site, signed_in):
    """SESSION_SAVE_EVERY_REQUEST is off: a visit costs no UPDATE (C3)."""
    before = Session.objects.get().expire_date
    assert is_signed_in(site)
    assert Session.objects.get().expire_date == before
