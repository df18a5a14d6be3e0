"""The page where people say what they want to hear of, and the link in mails that stops them (Q4, O5)."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from notifications.kinds import Group, Kind
from notifications.models import Notification, Preferences
from notifications.phones import E164, normalised
from notifications.services.dispatch import dispatch
from notifications.tests.test_dispatch import PRICE
from notifications.unsubscribing import unsubscribe_link
from testing.factories import UserFactory
from testing.queues import work_off

EDGE = {"Host": "shop.example.com", "X-Forwarded-Proto": "https"}
PAGE = "/account/notifications/"
CHOICE = {
    "orders": ["email", "sms"],
    "wishlist": ["sms"],
    "preferred": "sms",
    "phone": "+31 (0)20 123-4567",
    "quiet_from": "22:00",
    "quiet_until": "07:30",
    "time_zone": "Asia/Kolkata",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob():
    """Somebody who has chosen nothing yet."""
    return UserFactory(email="bob@example.com", name="Bob")


@pytest.fixture
def bobs(bob):
    """Bob's browser, signed in."""
    client = Client(headers=EDGE)
    client.force_login(bob)
    return client


def test_a_choice_is_kept(bobs, bob, sms):
    """Every field; the number as gateways take it."""
    assert bobs.post(PAGE, CHOICE).headers["Location"] == PAGE
    kept = Preferences.objects.get(user=bob)
    assert (kept.orders, kept.reviews, kept.wishlist) == (["email", "sms"], [], ["sms"])
    assert (kept.phone, kept.preferred, kept.time_zone) == ("+31201234567", "sms", "Asia/Kolkata")
    assert (kept.quiet_from.isoformat(), kept.quiet_until.isoformat()) == ("22:00:00", "07:30:00")
    page = bobs.get(PAGE).content.decode()
    assert 'value="+31201234567"' in page
    assert len(re.findall(r"checked", page)) == 3


def test_the_number_is_encrypted_in_the_database(bobs, sms):
    """Like every other personal datum (O5)."""
    bobs.post(PAGE, CHOICE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM notifications_preferences")
        assert cursor.fetchone()[0].startswith("e1.")


def test_a_new_number_is_told_to_the_mail_address(bobs, bob, sms):
    """Once for each change, and never for other changes: warnings may go to it from now on."""
    for _ in range(2):
        bobs.post(PAGE, CHOICE)
    assert [n.kind for n in Notification.objects.filter(user=bob)] == [Kind.PHONE_CHANGED]
    bobs.post(PAGE, {**CHOICE, "phone": "", "orders": ["email"], "wishlist": []})
    assert Notification.objects.filter(user=bob).count() == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"phone": ""}, "Text messages need a telephone number."),
        ({"phone": "020 123 4567"}, "with its country"),
        ({"phone": "+31 20 CALL ME"}, "with its country"),
        ({"quiet_until": ""}, "both ends"),
        ({"quiet_from": ""}, "both ends"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "no length"),
        ({"quiet_from": "25:00"}, "valid time"),
        ({"time_zone": "Europe/Atlantis"}, "Select a valid choice"),
        ({"time_zone": "../../etc/passwd"}, "Select a valid choice"),
        ({"orders": ["pigeon"]}, "Select a valid choice"),
        ({"orders": ["push"]}, "Select a valid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(bobs, sms, wrong, words):
    """Nothing is kept, and the field is tied to its error for screen readers."""
    answer = bobs.post(PAGE, {**CHOICE, **wrong})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert words in page
    assert re.search(r'aria-invalid="true"', page)
    assert not Preferences.objects.exists()


def test_only_channels_that_exist_are_offered_and_ticks_of_others_are_kept(bobs, bob):
    """Without a service for text messages there is no field for a number; when it comes back, the ticks are there."""
    Preferences.objects.create(user=bob, orders=["email", "sms"], phone="+31201234567", preferred="sms")
    page = bobs.get(PAGE).content.decode()
    assert 'value="sms"' not in page
    assert 'name="phone"' not in page
    bobs.post(PAGE, {"orders": [], "time_zone": "UTC"})
    kept = Preferences.objects.get(user=bob)
    assert (kept.orders, kept.phone, kept.preferred, kept.time_zone) == (["sms"], "+31201234567", "sms", "UTC")


def test_every_field_has_a_label_and_the_groups_have_legends(bobs, sms):
    """What a screen reader says of them."""
    page = bobs.get(PAGE).content.decode()
    for identity in re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', page):
        if identity.startswith("id_"):
            assert f'for="{identity}"' in page, identity
    assert len(re.findall(r"<legend>", page)) == 3


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text):
    """What comes out is E.164 or nothing, and comes out the same a second time."""
    try:
        number = normalised(text)
    except ValidationError:
        return
    assert number == "" or E164.fullmatch(number)
    assert normalised(number) == number


@pytest.mark.parametrize("text", ["+31201234567", "0031 20 123 45 67", "+31 (0) 20-123.45/67", " +31 (20) 1234567 "])
def test_a_number_may_be_written_in_many_ways(text):
    """As people write them."""
    assert normalised(text) == "+31201234567"


def test_a_mail_one_may_do_without_can_be_stopped_with_one_click(ann, mailbox, site):
    """RFC 8058: both headers, an HTTPS address, and a POST to it without a session, a token or an origin is enough."""
    Preferences.objects.filter(user=ann).update(wishlist=["email", "push"])
    dispatch(ann, Kind.PRICE_DROP, key="1", context=PRICE)
    work_off("email")
    [message] = mailbox.mails
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(r"<https://shop\.example\.com(/\S+)>", "".join(message["List-Unsubscribe"].split()))[1]
    assert link in message.get_payload(decode=True).decode()
    program = Client(enforce_csrf_checks=True, headers=EDGE)
    assert program.get(link).status_code == 200
    assert Preferences.objects.get(user=ann).wishlist == ["email", "push"], "looking changes nothing"
    for _ in range(2):
        answer = program.post(link, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "No more of these mails" in answer.content.decode()
    kept = Preferences.objects.get(user=ann)
    assert (kept.wishlist, kept.orders) == (["push"], ["email"])
    assert dispatch(ann, Kind.PRICE_DROP, key="2", context=PRICE) is None


def test_the_link_works_without_preferences_and_without_an_account(bob, site):
    """The first makes a row of the defaults without these mails; the second has nothing to do, and says the same."""
    path = unsubscribe_link(bob.pk, Group.REVIEWS).removeprefix("https://shop.example.com")
    site.post(path)
    kept = Preferences.objects.get(user=bob)
    assert (kept.reviews, kept.orders) == ([], ["email"])
    bob.delete()
    assert site.post(path).status_code == 200


def test_a_link_that_was_changed_or_made_for_security_does_nothing(bob, site):
    """404, and no row."""
    path = unsubscribe_link(bob.pk, Group.ORDERS).removeprefix("https://shop.example.com")
    forbidden = unsubscribe_link(bob.pk, Group.SECURITY).removeprefix("https://shop.example.com")
    for link in (path[:-3] + "x/", forbidden, "/account/notifications/unsubscribe/x/"):
        assert site.post(link).status_code == 404
    assert not Preferences.objects.exists()
