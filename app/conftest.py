"""Fixtures of all tests: real databases, an empty Redis, and a shop with something in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.cache import caches
from django.db import connections
from django.test import Client

from caching import process
from catalogue.models import Category, Product, ProductStatus
from config.celery import app
from outbox import broker
from outbox.services import publish_now
from testing import n_plus_one  # noqa: F401 - importing it is what sets the guard up
from testing.edge import EdgeServer
from testing.environment import REDIS_ADDRESS, SESSIONS_PROXY, SHARD_PROXIES
from testing.proxy import Proxy
from testing.waiting import wait_until

DATABASES = ["default", "replica", "analytics"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a database get all three, and real commits: on_commit and the replica's connection need them."""
    for item in items:
        wants = item.get_closest_marker("django_db") or {"shop", "transactional_db"} & set(item.fixturenames)
        if wants:
            item.add_marker(pytest.mark.django_db(transaction=True, databases=DATABASES), append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Close the pools at the end: their connections would keep the test databases from being dropped."""
    yield
    for alias in DATABASES:
        connections[alias].close()
        connections[alias].close_pool()


@pytest.fixture
def redis_server(settings: Any) -> redis.Redis:
    """The real Redis behind every role, spoken to directly."""
    host, _, port = REDIS_ADDRESS.rpartition(":")
    options = settings.CACHES["default"]["OPTIONS"]
    return redis.Redis(host=host, port=int(port), username=options["USERNAME"], password=options["PASSWORD"])


@pytest.fixture
def bucket(tmp_path: Path, settings: Any) -> Path:
    """An empty folder in the place of the media bucket."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "allow_overwrite": True},
        },
    }
    return tmp_path


@pytest.fixture(autouse=True)
def empty_redis(redis_server: redis.Redis) -> Iterator[None]:
    """Every test starts without a cached value, and leaves no server cut."""
    redis_server.flushdb()
    process.forget()
    yield
    for proxy in (*SHARD_PROXIES, SESSIONS_PROXY):
        proxy.mend()
    clients = [*caches["default"].client._serverdict.values(), caches["sessions"].client.get_client()]
    wait_until(lambda: [client.breaker.server for client in clients if client.breaker.is_open], lambda still: not still)


@pytest.fixture
def shards() -> list[Proxy]:
    """The proxies in front of the shards, in the order of CACHE_SHARDS."""
    return SHARD_PROXIES


@pytest.fixture
def sessions_redis() -> Proxy:
    """The proxy in front of the Redis of sessions and rate limits."""
    return SESSIONS_PROXY


@pytest.fixture
def broker_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The proxy on the way of messages to the broker; workers have a way of their own."""
    proxy = Proxy(REDIS_ADDRESS)
    monkeypatch.setitem(app.conf, "broker_write_url", f"redis://{proxy.address}/0")
    monkeypatch.setattr(broker, "_pools", {})
    yield proxy
    proxy.mend()
    wait_until(lambda: publish_now.breaker.is_open, lambda still: not still)


@pytest.fixture
def edge_server(settings: Any) -> Iterator[EdgeServer]:
    """A listening edge that EDGE_PURGE_URL leads to."""
    server = EdgeServer()
    settings.EDGE_PURGE_URL = f"http://localhost:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def settled(redis_server: redis.Redis) -> Callable[[], None]:
    """Call it when the test's rows are made: what the cache would read from the primary, because somebody has just
    changed it and the replica may not have it, is forgotten."""
    return lambda: redis_server.flushdb() and None


@pytest.fixture
def site() -> Client:
    """A visitor who comes through the edge."""
    return Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https")


@pytest.fixture
def shop(transactional_db: None, settled: Callable[[], None]) -> dict[str, Any]:
    """Two categories; 25 active products in the first, one in the second, one draft. Nobody has just changed them."""
    kitchen = Category.objects.create(name="Kitchen", slug="kitchen", position=1)
    garden = Category.objects.create(name="Garden", slug="garden", position=2)
    products = [
        Product.objects.create(
            name=f"Bowl {n}", slug=f"bowl-{n}", category=kitchen, price="12.50", stock=n, status=ProductStatus.ACTIVE
        )
        for n in range(25)
    ]
    spade = Product.objects.create(
        name="Spade", slug="spade", category=garden, price="30.00", stock=3, status=ProductStatus.ACTIVE
    )
    draft = Product.objects.create(name="Secret", slug="secret", category=kitchen, price="1.00")
    settled()
    return {"kitchen": kitchen, "garden": garden, "products": products, "spade": spade, "draft": draft}
