"""Dropping pages that changed (C7)."""

from __future__ import annotations

import pytest

from nginx.tests.edge import Edge


def test_a_purged_page_is_fetched_again_and_others_are_not(edge: Edge) -> None:
    """PURGE /path drops that page only."""
    for path in ("/products/tea/", "/products/coffee/"):
        edge.get(path)
    assert edge.internal("PURGE", "/products/tea/").status_code == 200
    assert edge.cache("/products/tea/") == "MISS"
    assert edge.cache("/products/coffee/") == "HIT"


def test_a_star_drops_everything_that_begins_so(edge: Edge) -> None:
    """The app purges `/` and `/?*`: every page of the list, whatever was selected, and no product."""
    for path in ("/", "/?page=1", "/?page=2", "/products/tea/"):
        edge.get(path)
    assert edge.internal("PURGE", "/").status_code == 200
    assert edge.internal("PURGE", "/?*").status_code == 200
    assert [edge.cache(path) for path in ("/", "/?page=1", "/?page=2", "/products/tea/")] == [
        "MISS",
        "MISS",
        "MISS",
        "HIT",
    ]


def test_a_lone_star_drops_all(edge: Edge) -> None:
    """After a bulk change nothing old remains, files included."""
    paths = ("/", "/products/tea/", "/static/shop.css", "/media/tea.jpg")
    for path in paths:
        edge.get(path)
    assert edge.internal("PURGE", "/*").status_code == 200
    assert [edge.cache(path) for path in paths] == ["MISS"] * 4


def test_a_purge_of_nothing_says_so(edge: Edge) -> None:
    """404, which the app counts as done."""
    assert edge.internal("PURGE", "/never-seen/").status_code == 404


def test_the_public_port_purges_nothing(edge: Edge) -> None:
    """PURGE from outside is an unknown method that leaves the page where it is."""
    edge.get("/")
    edge.request("PURGE", "/")
    assert edge.cache("/") == "HIT"


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_the_internal_port_serves_no_pages(edge: Edge, method: str) -> None:
    """Only PURGE; a shop reached this way would be one without TLS and limits."""
    assert edge.internal(method, "/").status_code == 405
