"""Reading one's own writes while the replicas stand still (D3)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.postgres import Postgres
from tests.infra.support.site import Site
from tests.infra.support.waiting import wait_until
from topology import Topology
from topology.model.vocabulary import PostgresRole

WRITTEN = "__Host-written"
SESSION = "__Host-sessionid"
# A form of the shop's own page, as a browser says it.
OWN = {"Sec-Fetch-Site": "same-origin"}
WAIT_SECONDS = 30


@contextmanager
def standing_still(postgres: Postgres) -> Iterator[None]:
    """No replica replays anything inside the block; all go on afterwards, whatever happened."""
    replicas = postgres.replicas()
    assert replicas
    try:
        for pod in replicas:
            postgres.value("SELECT pg_wal_replay_pause()", pod=pod)
        wait_until(
            lambda: {pod: postgres.value("SELECT pg_get_wal_replay_pause_state()", pod=pod) for pod in replicas},
            lambda states: set(states.values()) == {"paused"},
            seconds=WAIT_SECONDS,
            what="every replica stands still",
        )
        yield
    finally:
        for pod in replicas:
            postgres.value("SELECT pg_wal_replay_resume()", pod=pod)


@pytest.fixture
def password(kube: Kube) -> str:
    """The first administrator's."""
    data = kube.get("secret", "app-secrets")["data"]
    return base64.b64decode(data["admin_password"]).decode()


@pytest.fixture
def slug(postgres: Postgres) -> str:
    """A product that is for sale."""
    return postgres.value("SELECT slug FROM catalogue_product WHERE status = 'active' ORDER BY id LIMIT 1")


def sign_in(client: httpx.Client, topology: Topology, password: str) -> None:
    """Sign the first administrator in."""
    form = {"username": f"admin@{topology.site.domain}", "password": password}
    answer = client.post("/account/sign-in/", data=form, headers=OWN)
    assert answer.status_code == 302, answer.text[:300]
    assert SESSION in client.cookies


def wished(client: httpx.Client, slug: str) -> bool:
    """Whether the wishlist shows the product."""
    answer = client.get("/wishlist/")
    assert answer.status_code == 200, answer.text[:300]
    return f'href="/products/{slug}/"' in answer.text


@pytest.fixture
def browsers(site: Site, topology: Topology, password: str, slug: str) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Two browsers with one session, the second without what the first has written; the wishlist is left as it was."""
    with site.browse() as first, site.browse() as second:
        sign_in(first, topology, password)
        second.cookies.set(SESSION, first.cookies[SESSION])
        had = wished(first, slug)
        first.post("/wishlist/remove/", data={"product": slug}, headers=OWN)
        try:
            wait_until(
                lambda: wished(second, slug), lambda there: not there, seconds=WAIT_SECONDS, what="an empty start"
            )
            yield first, second
        finally:
            first.post(f"/wishlist/{'add' if had else 'remove'}/", data={"product": slug}, headers=OWN)


def test_who_has_written_sees_it_though_no_replica_has_it(
    postgres: Postgres, browsers: tuple[httpx.Client, httpx.Client], slug: str
) -> None:
    """The next page of the browser that wrote shows it; another one reads the replica, which has the old list, and the
    new one as soon as the replica goes on (D3)."""
    first, second = browsers
    with standing_still(postgres):
        added = first.post("/wishlist/add/", data={"product": slug}, headers=OWN)
        own, others = wished(first, slug), wished(second, slug)

    assert added.status_code == 302
    assert "private" in added.headers["cache-control"]
    assert WRITTEN in first.cookies
    assert (own, others) == (True, False)
    wait_until(lambda: wished(second, slug), seconds=WAIT_SECONDS, what="the replica has the write")


def test_the_application_is_told_how_far_each_replica_is(postgres: Postgres) -> None:
    """As its role on the primary; of several replicas the pooler may pick any, so the slowest counts (D3)."""
    told = postgres.value(
        f"SET SESSION AUTHORIZATION {PostgresRole.APP}; SELECT count(replay_lsn) FROM pg_stat_replication"
    )

    assert int(told) == len(postgres.replicas())
