"""What somebody is told of, over the API (S2, Q4, O5)."""

import pytest

from api.models import Scope
from api.tests.test_problems import problem
from notifications.kinds import Kind
from notifications.models import Notification, Preferences
from notifications.tests.conftest import service, sms
from testing.factories import UserFactory

__all__ = ["service", "sms"]

MINE = "/api/v1/me/notifications"
CHOICE = {
    "orders": ["email", "sms"], "reviews": [], "wishlist": ["sms"], "preferred": "sms", "phone": "+31201234567",
    "quiet_hours": {"begin": "22:00", "end": "07:30"}, "time_zone": "Asia/Kolkata",
}  # fmt: skip
BY_MAIL = {**CHOICE, "orders": ["email"], "wishlist": [], "preferred": "email", "phone": ""}


def put(client, **changed):
    """The choice, with something else in it."""
    return client.put(MINE, {**CHOICE, **changed}, "application/json")


def test_the_defaults_are_what_the_page_shows(holder):
    """Orders and reviews by mail, advertising by nothing; reading needs a token that reads only."""
    assert holder(Scope.READ).get(MINE).json() == {
        "orders": ["email"], "reviews": ["email"], "wishlist": [], "preferred": "email", "phone": "",
        "quiet_hours": None, "time_zone": "Europe/Amsterdam", "channels": ["email"], "push_identity": "",
    }  # fmt: skip


def test_a_choice_is_kept_whole_and_a_second_replaces_it(holder, ann, sms):
    """As on the page, with the warning to the mail address when the number is another one; repeating it is harmless."""
    client = holder()
    for _ in range(2):
        answer = put(client)
        assert (answer.status_code, answer.json()) == (
            200, {**CHOICE, "channels": ["email", "sms"], "push_identity": ""}
        )  # fmt: skip
    assert client.get(MINE).json() == answer.json()
    assert [sent.kind for sent in Notification.objects.filter(user=ann)] == [Kind.PHONE_CHANGED]
    assert put(client, **{**BY_MAIL, "quiet_hours": None}).json()["quiet_hours"] is None
    kept = Preferences.objects.get(user=ann)
    assert (kept.orders, kept.wishlist, kept.phone, kept.quiet_from) == (["email"], [], "", None)


def test_everybody_has_their_own(holder, ann, sms):
    """No address names another's; a token that reads only changes nothing, and nobody gets in without one."""
    put(holder())
    assert holder(user=UserFactory()).get(MINE).json()["phone"] == ""
    problem(put(holder(Scope.READ), **BY_MAIL), 403, "forbidden")
    assert Preferences.objects.get().phone == "+31201234567"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"phone": ""}, "#/phone"),
        ({"orders": ["push"]}, "#/orders"),
        ({"reviews": ["sms"]}, "#/reviews"),
        ({"preferred": "push"}, "#/preferred"),
        ({"quiet_hours": {"begin": "22:00", "end": "22:00"}}, "#/quiet_hours/end"),
        ({"time_zone": "Europe/Atlantis"}, "#/time_zone"),
    ],
)
def test_what_cannot_be_kept_is_a_conflict_that_names_the_member(holder, sms, wrong, pointer):
    """And nothing is kept."""
    said = problem(put(holder(), **wrong), 409, "conflict")
    assert [error["pointer"] for error in said["errors"]] == [pointer]
    assert not Preferences.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "020 123 4567"},
        {"orders": ["pigeon"]},
        {"orders": ["email", "email"]},
        {"quiet_hours": {"begin": "22:00"}},
        {"quiet_hours": {"begin": "25:00", "end": "07:00"}},
        {"security": []},
    ],
)
def test_what_is_no_choice_is_invalid(holder, sms, wrong):
    """The document says so already."""
    problem(put(holder(), **wrong), 422, "invalid")
    assert not Preferences.objects.exists()


def test_without_text_messages_ticks_and_number_of_before_are_kept_and_no_other_is_taken(holder, ann):
    """A gateway may come back; who sends back what they got changes nothing."""
    Preferences.objects.create(user=ann, orders=["email", "sms"], phone="+31201234567", preferred="sms")
    client = holder()
    got = client.get(MINE).json()
    assert (got["orders"], got["preferred"], got["phone"]) == (["email"], "email", "+31201234567")
    sent = {name: got[name] for name in CHOICE}
    assert client.put(MINE, sent, "application/json").json() == got
    kept = Preferences.objects.get(user=ann)
    assert (kept.orders, kept.phone, kept.preferred) == (["email", "sms"], "+31201234567", "sms")
    problem(client.put(MINE, sent | {"phone": "+31207654321"}, "application/json"), 409, "conflict")
    problem(client.put(MINE, sent | {"preferred": "sms"}, "application/json"), 409, "conflict")


def test_changes_share_the_pages_limit(holder, monkeypatch):
    """Each new number sends a mail (O5)."""
    monkeypatch.setattr("api.v1.notifications.CHANGES", "1/hour")
    client = holder()
    assert put(client, **BY_MAIL).status_code == 200
    assert "Retry-After" in put(client, **BY_MAIL)


def test_it_costs_one_query_beside_the_tokens(holder, django_assert_num_queries):
    """Like the page."""
    client = holder()
    client.get(MINE)
    with django_assert_num_queries(2):
        client.get(MINE)
