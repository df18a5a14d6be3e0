"""Changing and resetting passwords (O5)."""

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client

from accounts.tests.conftest import EDGE
from api.services.issue_token import issue_token
from testing.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

RESET = "/account/password/reset/"
NEW = "another-long-enough-one"
GOOD = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def link(site, ann, mailed, link_in):
    """The link in the mail to Ann."""
    site.post(RESET, {"email": "ANN@example.com"})
    (message,) = mailed()
    assert message.to == ["ann@example.com"]
    return link_in(message)


def follow(client, link):
    """Where the form is: the token is no longer in the address."""
    answer = client.get(link)
    assert answer["Location"].endswith("/set-password/")
    return answer["Location"]


def test_the_link_sets_a_new_password_once(site, ann, anns, link, mailed):
    """The old password and all open sessions end; the owner gets a mail; the link is dead."""
    form = follow(site, link)
    assert site.post(form, GOOD)["Location"] == "/account/password/reset/done/"
    ann.refresh_from_db()
    assert ann.check_password(NEW)
    assert anns.get("/account/").status_code == 302
    assert [message.subject for message in mailed()] == ["Your password was changed"]
    again = site.get(link)
    assert again.status_code == 200
    assert "does not work any more" in again.content.decode()


@pytest.fixture
def elsewhere(ann):
    """Another browser that Ann is signed in with; before the link is asked for, which a sign-in would end."""
    client = Client(headers=EDGE)
    client.force_login(ann)
    return client


def test_a_reset_by_mail_ends_every_token_and_every_session(site, ann, anns, elsewhere, link):
    """Who got in with the old password has nothing left: no browser, no program; the account says why (O5)."""
    programs = []
    for scope in ("read", "write"):
        _, text = issue_token(user=ann, name=f"a {scope} script", scope=scope, days=7)
        programs.append(Client(headers={**EDGE, "Authorization": f"Bearer {text}"}))
    assert [program.get("/api/v1/me").status_code for program in programs] == [200, 200]

    done = site.get(site.post(follow(site, link), GOOD)["Location"])

    assert [program.get("/api/v1/me").status_code for program in programs] == [401, 401]
    assert [browser.get("/account/").status_code for browser in (anns, elsewhere)] == [302, 302]
    assert "access tokens have ended" in done.content.decode()
    ann.refresh_from_db()
    site.force_login(ann)
    listed = site.get("/account/tokens/").content.decode()
    assert listed.count("Ended by a change of the password") == 2


def test_links_end_when_the_password_changes_or_the_hour_is_over(site, ann, link, settings):
    """A second link that lies in the mailbox is no second key."""
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "does not work any more" in site.get(link).content.decode()
    settings.PASSWORD_RESET_TIMEOUT = 3600
    ann.set_password(NEW)
    ann.save()
    assert "does not work any more" in site.get(link).content.decode()


def test_a_link_is_for_its_own_account_only(site, link):
    """The key of another account with this token, and nonsense, open nothing."""
    bob = UserFactory(email="bob@example.com")
    token = link.split("/")[-2]
    for key in ("Mg", "x", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw", f"{bob.pk}"):
        assert "does not work any more" in site.get(f"{RESET}{key}/{token}/").content.decode()


def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(
    site, ann, mailed, django_assert_num_queries
):
    """One message in and out of the outbox either way; a mail only where there is somebody to sign in."""
    UserFactory(email="closed@example.com", is_active=False)
    locations = set()
    for address in ("ann@example.com", "nobody@example.com", "closed@example.com"):
        with django_assert_num_queries(2):
            answer = site.post(RESET, {"email": address})
        locations.add((answer.status_code, answer["Location"], tuple(sorted(answer.headers))))
    assert len(locations) == 1
    assert [message.to for message in mailed()] == [["ann@example.com"]]


def test_the_link_has_the_sites_own_name_whatever_the_request_claimed(site, ann, mailed, link_in):
    """A forged Host cannot make the shop mail a link to the attacker's server."""
    refused = site.post(RESET, {"email": "ann@example.com"}, headers={"Host": "evil.example.net"})
    assert refused.status_code == 400
    site.post(RESET, {"email": "ann@example.com"}, headers={"X-Forwarded-Host": "evil.example.net"})
    (message,) = mailed()
    assert "evil" not in message.body
    assert link_in(message)


def test_changing_needs_the_old_password_and_ends_other_sessions(ann, anns, mailed):
    """This browser stays signed in, under a new key; the others are out."""
    elsewhere = Client(headers=EDGE)
    elsewhere.force_login(ann)
    key = anns.session.session_key
    assert "errorlist" in anns.post("/account/password/", {"old_password": "x", **GOOD}).content.decode()
    assert anns.post("/account/password/", {"old_password": PASSWORD, **GOOD})["Location"] == "/account/"
    assert "access tokens have ended" in anns.get("/account/").content.decode()
    assert anns.session.session_key != key
    assert elsewhere.get("/account/").status_code == 302
    assert [message.subject for message in mailed()] == ["Your password was changed"]


def test_who_sits_at_anothers_open_session_cannot_guess_on(anns):
    """Ten tries an hour, for changing and closing together."""
    statuses = [anns.post("/account/password/", {"old_password": f"guess {n}", **GOOD}).status_code for n in range(9)]
    statuses += [anns.post("/account/close/", {"password": f"guess {n}"}).status_code for n in range(2)]
    assert statuses == [200] * 10 + [429]


def test_tokens_are_not_made_of_what_can_be_guessed(ann):
    """Another secret key, another token: it is an HMAC, not a hash of the row."""
    assert default_token_generator.make_token(ann) != default_token_generator.make_token(UserFactory())
