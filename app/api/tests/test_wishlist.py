"""The wishlist over the API (C5, O5)."""

from api.tests.test_problems import problem
from testing.factories import ProductFactory, UserFactory

LIST = "/api/v1/wishlist"


def test_a_product_is_wished_for_once_and_taken_off(shop, holder):
    """Putting it on the list twice is one wish; nobody else sees it."""
    client = holder()
    for _ in ("first", "again"):
        assert client.put(f"{LIST}/spade").status_code == 204
    assert [(wish["product"]["slug"], wish["is_sold"]) for wish in client.get(LIST).json()] == [("spade", True)]
    other = holder(user=UserFactory())
    assert other.get(LIST).json() == []
    problem(other.delete(f"{LIST}/spade"), 404, "not-found")
    assert (client.delete(f"{LIST}/spade").status_code, client.get(LIST).json()) == (204, [])


def test_what_is_not_on_sale_is_not_wished_for(shop, holder):
    """Neither unknown products nor drafts."""
    for slug in ("nope", "secret"):
        problem(holder().put(f"{LIST}/{slug}"), 404, "not-found")


def test_a_full_list_says_so(shop, holder, monkeypatch):
    """A conflict, and the list stays as it is."""
    monkeypatch.setattr("wishlist.services.add_wish.MOST_WISHES", 1)
    client = holder()
    client.put(f"{LIST}/spade")
    assert "holds 1" in problem(client.put(f"{LIST}/bowl-1"), 409, "conflict")["detail"]


def test_the_list_costs_one_query_beside_the_tokens(shop, holder, django_assert_num_queries):
    """Whatever the number of products on it."""
    client = holder()
    client.put(f"{LIST}/spade")
    client.put(f"{LIST}/{ProductFactory().slug}")
    with django_assert_num_queries(2):
        assert len(client.get(LIST).json()) == 2
