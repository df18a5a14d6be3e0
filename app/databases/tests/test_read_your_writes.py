"""Whoever has written sees it, although the replica lags; everyone else goes on reading the replica (D3)."""

import pytest
from django.conf import settings as shop_settings
from django.core import signing
from django.test import Client

from catalogue.models import Product
from databases import position, written
from databases.router import READS, Reason
from databases.watch import ASK_REPLICA, watch
from testing.waiting import wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.urls("databases.tests.urls")]

NAME = shop_settings.WRITTEN_COOKIE_NAME


@pytest.fixture
def other() -> Client:
    """Another visitor."""
    return Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https")


def seen(client: Client) -> str:
    """The spade's price as this visitor sees it, and the alias it was read from."""
    return client.get("/price/spade/").content.decode()


def sent_to_primary(reason: Reason) -> float:
    """Reads that went to the primary for this reason, so far."""
    return READS.labels("default", reason)._value.get()


@pytest.mark.parametrize("how", ["change", "change-by-hand"])
def test_a_write_is_seen_by_its_own_visitor_while_replay_is_paused(shop, site, other, standby, how):
    """The next read of the visitor who wrote has the new price, another's the old one; once it is replayed both read
    the replica again. The write may have gone through the ORM or by hand."""
    standby.pause()
    assert (seen(site), seen(other)) == ("30.00 from replica", "30.00 from replica")
    unreplayed = sent_to_primary(Reason.UNREPLAYED)

    assert site.post(f"/{how}/spade/?price=31.00").status_code == 200
    assert seen(site) == "31.00 from default"
    assert seen(other) == "30.00 from replica"
    assert sent_to_primary(Reason.UNREPLAYED) > unreplayed

    standby.resume()
    wait_until(lambda: seen(site), lambda price: price == "31.00 from replica")
    assert seen(other) == "31.00 from replica"


def test_the_request_that_wrote_reads_the_primary_itself(shop, site, standby):
    """Also when the write was SQL by hand, which no router sees."""
    standby.pause()
    assert site.post("/change-by-hand/spade/?price=31.00").content == b"31.00 from default"


def test_a_signed_in_visitor_who_wrote_nothing_reads_the_replica(shop, site, standby, admin_user):
    """A session alone is no reason to ask the primary."""
    site.force_login(admin_user)
    standby.catch_up()
    assert seen(site) == "30.00 from replica"


def test_a_replica_that_is_too_far_behind_is_not_read(shop, site, other, standby, settings):
    """Past the limit everybody reads the primary, which is counted; back within it, the replica."""
    standby.pause()
    Product.objects.filter(slug="spade").update(price="31.00")
    watch.look()
    assert seen(other) == "30.00 from replica"

    settings.REPLICA_MAX_LAG_SECONDS = 0
    lagging = sent_to_primary(Reason.LAG)
    wait_until(lambda: watch.look().lag_seconds, lambda lag: lag > 0)
    assert seen(other) == "31.00 from default"
    assert sent_to_primary(Reason.LAG) > lagging

    standby.resume()
    standby.catch_up()
    wait_until(lambda: watch.look().lag_seconds, lambda lag: lag == 0)
    assert seen(other) == "31.00 from replica"


def test_an_idle_primary_is_no_lag(shop, standby):
    """The last transaction may be as old as it likes: the replica has it."""
    standby.catch_up()
    wait_until(lambda: watch.look().lag_seconds, lambda lag: lag == 0)
    wait_until(lambda: standby.ask(ASK_REPLICA)[1], lambda age: age > 1)
    assert watch.look().lag_seconds == 0


def test_the_cookie_is_signed_short_lived_and_out_of_reach_of_scripts(shop, site):
    """HttpOnly, Secure, SameSite=Lax, for the whole site and this host only, for as long as the replica may lag."""
    cookie = site.post("/change/spade/?price=31.00").cookies[NAME]
    assert NAME == "__Host-written"
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert cookie["max-age"] == shop_settings.WRITTEN_COOKIE_SECONDS >= 2 * shop_settings.REPLICA_MAX_LAG_SECONDS
    assert int(cookie.value.split(":")[0], 16) <= position.reached()


def test_an_answer_with_the_cookie_is_private(shop, site):
    """No cache outside may keep it, whatever the view says of its page."""
    answer = site.post("/change/spade/?price=31.00")
    assert answer["Cache-Control"] == "private, no-cache"
    assert "X-Accel-Expires" not in answer.headers


def test_reading_sets_no_cookie(shop, site, admin_user):
    """Neither for strangers nor for the signed-in."""
    assert not site.get("/price/spade/").cookies
    site.force_login(admin_user)
    assert not site.get("/price/spade/").cookies


def test_a_safe_request_without_a_session_gets_no_cookie_though_it_writes(shop, site, admin_user):
    """Its page may be one for everyone; with a session the visitor's own write is remembered."""
    assert not site.get("/change/spade/?price=31.00").cookies
    site.force_login(admin_user)
    assert NAME in site.get("/change/spade/?price=32.00").cookies


@pytest.mark.parametrize(
    "value",
    ["", "ff", "garbage:garbage:garbage", ":", "ff:1tXyz:AAAA", "\x00", "7" * 4000, "ÿ:ÿ:ÿ", signing.dumps({"lsn": 1})],
)
def test_a_forged_cookie_is_as_good_as_none(shop, site, value):
    """No error, and no read more on the primary than without it."""
    answer = site.get("/price/spade/", headers={"Cookie": f"{NAME}={value}"})
    assert answer.content == b"30.00 from replica"


def test_a_cookie_for_something_else_is_not_taken(shop, site):
    """What the shop signed for another purpose says nothing here."""
    site.cookies[NAME] = signing.get_cookie_signer(salt=NAME + "another").sign(f"{position.NEVER:x}")
    assert seen(site) == "30.00 from replica"


def test_a_cookie_ends_with_its_time(shop, site, settings):
    """A position from a database that is no more must not keep anyone on the primary."""
    site.cookies[NAME] = signing.get_cookie_signer(salt=NAME + written.SALT).sign(f"{position.NEVER:x}")
    assert seen(site) == "30.00 from default"
    settings.WRITTEN_COOKIE_SECONDS = 0
    wait_until(lambda: seen(site), lambda price: price == "30.00 from replica")


def test_what_cannot_be_told_is_never_replayed(shop, site, monkeypatch):
    """The primary went away between commit and answer: the visitor reads the primary until the cookie ends."""
    monkeypatch.setattr(position, "CURRENT", "SELECT no_such_function()")
    assert site.post("/change/spade/?price=31.00").status_code == 200
    assert seen(site) == "31.00 from default"
