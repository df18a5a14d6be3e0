"""The header: the same for everyone without a session, personal only with one (C5)."""

from testing.factories import UserFactory


def test_everyone_without_a_session_gets_the_same_header(shop, site):
    """No cookie, no `Vary: Cookie`, nothing personal, whatever other cookies come with the request (C5)."""
    plain = site.get("/products/spade/")
    site.cookies["theme"] = "dark"
    other = site.get("/products/spade/")
    assert plain.content == other.content
    assert "Cookie" not in plain.get("Vary", "")
    assert not plain.cookies


def test_pages_know_who_has_signed_in(shop, site, rf):
    """With a session the visitor's state is read from it (C5)."""
    from storefront.visitor import visitor

    person = UserFactory()
    site.force_login(person)
    seen = site.get("/products/spade/").context["visitor"]
    assert (seen.has_session, seen.signed_in) == (True, True)
    nobody = visitor(rf.get("/"))["visitor"]
    assert (nobody.has_session, nobody.signed_in) == (False, False)


def test_a_message_is_told_once_and_never_kept_for_others(shop, site):
    """A page that caches keep leaves a visitor's message alone; the first page of one's own tells it (C5)."""
    site.post("/cart/add/", {"product": "spade", "quantity": "99"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert "Please choose between" not in site.get("/products/spade/").content.decode()
    assert "Please choose between" in site.get("/cart/").content.decode()
    assert "Please choose between" not in site.get("/cart/").content.decode()
