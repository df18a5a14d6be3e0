"""An edited price is what every visitor sees, on every edge server (C7, C8, C5)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal

import httpx
import pytest

from tests.infra.support.forward import at_each_edge
from tests.infra.support.kube import Kube
from tests.infra.support.postgres import Postgres
from tests.infra.support.site import Site
from tests.infra.support.waiting import wait_until

#: the promise is a second; a machine that runs the whole platform on two cores gets more
VISIBLE_SECONDS = 5
#: above what an edge server may keep a page in a test's time: what is still there then was never dropped
SETTLED_SECONDS = 4


@pytest.fixture
def product(kube: Kube, postgres: Postgres) -> Iterator[tuple[str, Decimal]]:
    """A product on the first page of the list, and its price, which is put back afterwards."""
    ((slug, price),) = postgres.sql(
        "SELECT slug, price FROM catalogue_product WHERE status = 'active' ORDER BY created_at DESC, id DESC LIMIT 1"
    )
    yield slug, Decimal(price)
    kube.inside("edit_price.py", slug, price)


@pytest.fixture
def edges(kube: Kube, site: Site) -> Iterator[dict[str, httpx.Client]]:
    """A client for each edge server."""
    with at_each_edge(kube, site) as clients:
        assert clients
        yield clients


def shown(client: httpx.Client, path: str, price: Decimal) -> bool:
    """Whether the page has the price, as the shop writes it."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return f"{price:,.2f}" in answer.text


def test_an_edited_price_is_at_every_edge_server_at_once(
    kube: Kube, edges: dict[str, httpx.Client], product: tuple[str, Decimal]
) -> None:
    """Saved in a pod, and a moment later on the product's page and the list, cached before on every server (C7)."""
    slug, price = product
    paths, edited = [f"/products/{slug}/", "/"], price + Decimal("0.07")
    for name, client in edges.items():
        for path in paths:
            # A page of an earlier release is shown once more while the new one is fetched.
            wait_until(
                lambda client=client, path=path: client.get(path).headers["x-cache"] == "HIT",  # type: ignore[misc]  # bound, not late
                seconds=VISIBLE_SECONDS,
                what=f"{path} in the cache of {name}",
                poll=0.1,
            )
            assert shown(client, path, price)

    kube.inside("edit_price.py", slug, str(edited))

    for name, client in edges.items():
        for path in paths:
            wait_until(
                lambda client=client, path=path: shown(client, path, edited),  # type: ignore[misc]  # bound, not late
                seconds=VISIBLE_SECONDS,
                what=f"the new price on {path} at {name}",
                poll=0.1,
            )


def test_quick_edits_leave_no_old_price_behind(
    kube: Kube, edges: dict[str, httpx.Client], product: tuple[str, Decimal]
) -> None:
    """Pages fetched between two edits do not come back: the last price is the one that stays at every server (C7)."""
    slug, price = product
    path = f"/products/{slug}/"
    for cents in (11, 12, 13):
        edited = price + Decimal(cents) / 100
        kube.inside("edit_price.py", slug, str(edited))
        for client in edges.values():
            client.get(path)

    settled = time.monotonic() + SETTLED_SECONDS
    for name, client in edges.items():
        wait_until(
            lambda client=client: shown(client, path, edited) and time.monotonic() > settled,  # type: ignore[misc]  # bound
            seconds=SETTLED_SECONDS + VISIBLE_SECONDS,
            what=f"the last price on {path} at {name}, and nothing else after it",
            poll=0.2,
        )
