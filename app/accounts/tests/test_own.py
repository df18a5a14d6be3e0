"""What a person may do with their own account and addresses, and nobody else (S3, O5)."""

import json
import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from accounts import selectors
from accounts.models import Address
from accounts.services.save_address import MOST_ADDRESSES
from api.services.issue_token import issue_token
from orders.models import Order
from orders.tests.buying import placed_order
from testing.factories import PASSWORD, AddressFactory, ProductFactory, UserFactory

SECRETIVE = re.compile(r"(?<!\.)\b(\w*(password|secret|digest|hash)\w*|(\w+_)?key|token)$")

pytestmark = pytest.mark.django_db

HOME = {
    "recipient": "Ann Example",
    "line_1": "Oudegracht 1",
    "line_2": "",
    "postal_code": "3511 AA",
    "city": "Utrecht",
    "country": "NL",
    "phone": "",
}


def test_nothing_but_the_name_is_taken_from_the_form(anns, ann):
    """Whatever else is posted stays as it is: nobody makes themselves staff."""
    fields = {"name": "Anna", "email": "eve@example.com", "is_staff": "on", "is_superuser": "on", "password": "x"}
    before = ann.password
    assert anns.post("/account/name/", fields).status_code == 302
    ann.refresh_from_db()
    assert (ann.name, ann.email, ann.is_staff, ann.is_superuser) == ("Anna", "ann@example.com", False, False)
    assert ann.password == before


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{ 7|add:60493810 }}", '" onload="alert(1)', "'; DROP TABLE x; --"]
)
def test_a_name_is_only_a_name(anns, text):
    """Shown as it was typed, on the page as text."""
    anns.post("/account/name/", {"name": text})
    page = anns.get("/account/").content.decode()
    assert "<script>alert" not in page
    assert 'onload="alert' not in page
    assert "60493817" not in page
    assert get_user_model().objects.get().name == text


def test_addresses_are_kept_changed_and_deleted(anns, ann):
    """The first is the default; making another the default takes it from the first."""
    anns.post("/account/addresses/new/", HOME)
    anns.post("/account/addresses/new/", {**HOME, "city": "Zwolle", "is_default": "on"})
    zwolle, utrecht = Address.objects.all()
    assert [(row.city, row.is_default) for row in (zwolle, utrecht)] == [("Zwolle", True), ("Utrecht", False)]
    page = anns.get("/account/addresses/").content.decode()
    assert page.index("Zwolle") < page.index("Utrecht")
    assert "Netherlands" in page
    anns.post(f"/account/addresses/{utrecht.pk}/", {**HOME, "line_1": "Neude 2"})
    anns.post(f"/account/addresses/{zwolle.pk}/delete/")
    (left,) = ann.addresses.all()
    assert left.line_1 == "Neude 2"


def test_another_persons_address_is_not_there(anns):
    """It can be neither seen nor changed nor deleted, nor moved to oneself; it answers like one that does not exist."""
    bobs = AddressFactory(user=UserFactory(email="bob@example.com"), line_1="Secret street 5")
    for path in (f"/account/addresses/{bobs.pk}/", f"/account/addresses/{bobs.pk + 999}/"):
        assert anns.get(path).status_code == 404
        assert anns.post(path, {**HOME, "user": bobs.user_id}).status_code == 404
        assert anns.post(f"{path}delete/").status_code == 404
    bobs.refresh_from_db()
    assert bobs.line_1 == "Secret street 5"
    assert "Secret street" not in anns.get("/account/addresses/").content.decode()


def test_an_address_cannot_be_given_to_another(anns, ann):
    """`user` in the form is not a field of it."""
    bob = UserFactory(email="bob@example.com")
    anns.post("/account/addresses/new/", {**HOME, "user": bob.pk, "user_id": bob.pk, "id": 7})
    assert Address.objects.get().user == ann


def test_addresses_are_not_kept_without_end(anns, ann):
    """The twenty-first is refused in words."""
    for _ in range(MOST_ADDRESSES):
        AddressFactory(user=ann)
    assert "no more are kept" in anns.post("/account/addresses/new/", HOME).content.decode()
    assert ann.addresses.count() == MOST_ADDRESSES


def test_the_list_of_addresses_is_one_query(anns, ann, django_assert_max_num_queries):
    """Beside session and user, however many there are."""
    for _ in range(5):
        AddressFactory(user=ann)
    anns.get("/account/")
    with django_assert_max_num_queries(3):
        anns.get("/account/addresses/")


def test_the_export_has_everything_of_the_person_and_nothing_of_others(anns, ann):
    """Decrypted, as a file no cache keeps; without the password's hash."""
    AddressFactory(user=ann, city="Utrecht")
    AddressFactory(user=UserFactory(), city="Elsewhere")
    answer = anns.get("/account/export/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    found = json.loads(answer.content)
    assert found["account"]["email"] == "ann@example.com"
    assert [row["city"] for row in found["accounts.address.user"]] == ["Utrecht"]
    assert "Elsewhere" not in answer.content.decode()
    assert ann.password not in answer.content.decode()
    assert "password" not in found["account"]


def test_the_export_has_orders_with_their_lines_and_no_secrets(anns, ann):
    """What another part of the shop keeps is in it by itself; nothing in it opens anything."""
    placed_order(ProductFactory(name="Spade"), user=ann)
    issue_token(user=ann, name="script", scope="read", days=1)
    found = json.loads(anns.get("/account/export/").content)
    (order,) = found["orders.order.user"]
    assert "Oudegracht 1" in order["shipping_address"]
    assert len(order["orders.orderitem"]) == 1
    assert found["api.accesstoken.user"][0]["name"] == "script"
    assert not [name for name in names_in(found) if SECRETIVE.search(name)]


def names_in(found):
    """All names of fields, however deep."""
    if isinstance(found, list):
        return [name for item in found for name in names_in(item)]
    if isinstance(found, dict):
        return [*found, *(name for item in found.values() for name in names_in(item))]
    return []


def test_what_is_left_out_of_the_export_still_exists():
    """The list of what is not exported names models, each with a reason."""
    for label, reason in selectors.NOT_EXPORTED.items():
        assert apps.get_model(label)
        assert len(reason) > 20


def test_closing_takes_the_person_out(anns, ann, mailed):
    """With the password only; then the row and all that is theirs is gone, and the address is free again."""
    AddressFactory(user=ann)
    assert "errorlist" in anns.post("/account/close/", {"password": "wrong"}).content.decode()
    answer = anns.post("/account/close/", {"password": PASSWORD})
    assert "Your account is closed" in answer.content.decode()
    assert not get_user_model().objects.exists()
    assert not Address.objects.exists()
    assert anns.get("/account/").status_code == 302
    assert [message.subject for message in mailed()] == ["Your account is closed"]


def test_closing_keeps_the_books_without_the_person(anns, ann, mailed):
    """An order stays, and leads to nobody: no name, no address, no password, no way in; the rest is gone."""
    order = placed_order(ProductFactory(), user=ann)
    AddressFactory(user=ann)
    issue_token(user=ann, name="script", scope="read", days=1)
    assert "Your account is closed" in anns.post("/account/close/", {"password": PASSWORD}).content.decode()
    ann.refresh_from_db()
    assert Order.objects.get().pk == order.pk
    assert (ann.email, ann.name, ann.is_active) == (f"closed-{ann.pk}@deleted.invalid", "", False)
    assert not ann.has_usable_password()
    assert not ann.addresses.exists()
    assert not ann.access_tokens.exists()
    assert anns.get("/account/").status_code == 302
    assert mailed()[-1].to == ["ann@example.com"]
    assert UserFactory(email="ann@example.com").pk != ann.pk


def test_staff_does_not_close_itself(anns, ann):
    """The administration's log would go with the account."""
    ann.is_staff = True
    ann.save()
    assert "by an administrator" in anns.post("/account/close/", {"password": PASSWORD}).content.decode()
    assert get_user_model().objects.filter(pk=ann.pk).exists()
