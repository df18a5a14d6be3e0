"""Rate limits (O5): exact under parallel requests, keyed by what the edge saw, and open while their Redis is away."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import override_settings
from prometheus_client import REGISTRY

from monitoring.middleware import client_address as trust_the_edge
from security.client import UNKNOWN, client_address, visitor
from security.throttle import Throttled, is_exhausted, throttle
from testing.waiting import wait_until


def allowed(key="k", rate="3/minute", scope="test"):
    """Whether one more request passes."""
    try:
        throttle(scope, key, rate)
    except Throttled:
        return False
    return True


def go_on_until_refused(rate):
    """Raises Throttled in the end."""
    while True:
        throttle("test", "k", rate)


def seen(request_factory, remote="10.0.0.1", **headers):
    """A request as the views see it, behind one trusted proxy."""
    request = request_factory.get("/", headers=headers, REMOTE_ADDR=remote)
    trust_the_edge(lambda _: HttpResponse())(request)
    return request


def counted(name, scope):
    """A counter's value."""
    return REGISTRY.get_sample_value(name, {"scope": scope}) or 0.0


def test_the_limit_is_exact_and_each_key_and_scope_has_its_own():
    """Three pass, the fourth does not; others are not touched."""
    assert [allowed() for _ in range(5)] == [True, True, True, False, False]
    assert allowed(key="other")
    assert allowed(scope="elsewhere")


def test_parallel_requests_cannot_share_the_last_slot():
    """40 at once on a limit of 10: exactly 10 pass. Counting is one step inside Redis."""
    with ThreadPoolExecutor(20) as pool:
        passed = list(pool.map(lambda _: allowed(rate="10/hour"), range(40)))
    assert sum(passed) == 10


def test_a_refused_request_says_when_to_come_back_and_is_counted():
    """Retry-After is within the window, and then it works again."""
    before = counted("shop_throttled_total", "test")
    assert allowed(rate="1/second")
    with pytest.raises(Throttled) as refused:
        go_on_until_refused("1/second")
    assert 1 <= refused.value.retry_after_seconds <= 2
    assert counted("shop_throttled_total", "test") == before + 1
    wait_until(lambda: allowed(rate="1/second"), bool, seconds=5)


def test_asking_does_not_count():
    """`is_exhausted` looks only."""
    assert not any(is_exhausted("test", "k", "1/minute") for _ in range(3))
    assert allowed(rate="1/minute")
    assert is_exhausted("test", "k", "1/minute")


def test_what_is_stored_does_not_say_who(redis_server):
    """Keys are hashes: no mail address lies in Redis. And they expire."""
    allowed(key="ann@example.com")
    keys = list(redis_server.scan_iter("throttle*"))
    assert keys
    assert not [key for key in keys if b"ann" in key]
    assert all(0 < redis_server.ttl(key) <= 120 for key in keys)


def test_a_malformed_rate_is_an_error_of_the_caller():
    """It must not silently mean "no limit"."""
    with pytest.raises(ValueError, match="parse"):
        throttle("test", "k", "often")


def test_without_redis_everybody_is_let_through_and_counted(sessions_redis):
    """The shop stays open when the counters are away; the metric says that nobody was counting."""
    before = counted("shop_throttle_unavailable_total", "test")
    assert allowed(rate="1/minute")
    assert not allowed(rate="1/minute")
    sessions_redis.cut()
    assert all(allowed(rate="1/minute") for _ in range(3))
    assert not is_exhausted("test", "k", "1/minute")
    assert counted("shop_throttle_unavailable_total", "test") == before + 4
    sessions_redis.mend()
    wait_until(lambda: allowed(rate="1/minute"), lambda passes: not passes, seconds=5)


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unknown", UNKNOWN),
        ("203.0.113.9:4711", UNKNOWN),
        ("' OR 1=1", UNKNOWN),
    ],
)
def test_a_visitor_is_the_address_the_edge_saw(rf, forwarded, expected):
    """Forged entries further left do nothing; a whole IPv6 /64 is one visitor."""
    request = seen(rf, **{"X-Forwarded-For": forwarded})
    assert client_address(request) == expected
    assert visitor(request) == f"address {expected}"


@pytest.mark.parametrize("name", ["X-Real-IP", "Forwarded", "Client-IP", "True-Client-IP", "CF-Connecting-IP", "Via"])
def test_headers_a_visitor_can_send_change_nothing(rf, name):
    """Neither does a changed browser name."""
    forged = {"X-Forwarded-For": "203.0.113.9", name: "198.51.100.1", "User-Agent": "another"}
    assert client_address(seen(rf, **forged)) == "203.0.113.9"


@pytest.mark.django_db
def test_who_is_signed_in_is_counted_as_the_account(rf, admin_user):
    """Behind one address (an office, a phone network) people do not use up each other's limits."""
    request = seen(rf)
    request.user = AnonymousUser()
    assert visitor(request) == "address 10.0.0.1"
    request.user = admin_user
    assert visitor(request) == f"account {admin_user.pk}"


@override_settings(ROOT_URLCONF="security.tests.limited_urls")
def test_a_throttled_view_answers_429_with_retry_after(site):
    """Through the whole middleware; the page is not to be stored. A forged address does not help."""
    assert site.get("/limited/").status_code == 200
    for forged in ("198.51.100.1", "198.51.100.2, 198.51.100.3"):
        answer = site.get("/limited/", headers={"X-Real-IP": forged, "Forwarded": f"for={forged}"})
        assert answer.status_code == 429
        assert 1 <= int(answer["Retry-After"]) <= 3600
        assert answer["Cache-Control"] == "no-store"
        assert "too often" in answer.content.decode()
