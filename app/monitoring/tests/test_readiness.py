"""A pod stands back only where another could serve better; the probe waits for nobody (O2)."""

import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from django.core.cache import caches
from django.db import connections
from psycopg_pool import PoolTimeout

from databases.direct import NoAnswerError, ask
from databases.routing import PRIMARY
from monitoring import readiness
from monitoring.cgroup import pod_name
from testing.proxy import Proxy
from testing.waiting import wait_until
from testing.worker import FOLDER, environment

#: kubelet's limit
PROBE_SECONDS = 5

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def new_pod(monkeypatch, tmp_path):
    """A pod that has not reached anything yet."""
    monkeypatch.setattr(readiness, "REACHED", tmp_path / "reached")


@pytest.fixture
def way(monkeypatch):
    """The way to the primary for new connections."""
    facts = connections[PRIMARY].settings_dict
    proxy = Proxy(f"{facts['HOST']}:{facts['PORT']}")
    monkeypatch.setitem(facts, "PORT", int(proxy.address.rpartition(":")[2]))
    yield proxy
    monkeypatch.undo()
    proxy.cut()


@contextmanager
def exhausted():
    """All connections of the process's pool are lent to slow requests."""
    pool = connections[PRIMARY].pool
    pool.open()
    held = []
    try:
        # Until there is none: the test itself has one already.
        with suppress(PoolTimeout):
            while True:
                held.append(pool.getconn(timeout=1))
        yield
    finally:
        for connection in held:
            pool.putconn(connection)


def probe(client):
    """Status and body, within the time that kubelet waits."""
    began = time.monotonic()
    answer = client.get("/readyz")
    assert time.monotonic() - began < PROBE_SECONDS
    return answer.status_code, answer.json()


def test_a_full_pool_is_busy_and_stays_ready(client):
    """The probe takes no connection of the requests: slow requests cannot empty the Service (D2)."""
    with exhausted():
        assert probe(client) == (200, {"ready": True, "failing": []})


@pytest.mark.parametrize("fault", ["cut", "hold"])
def test_no_pod_gets_ready_before_it_has_reached_the_primary(client, way, fault):
    """A release with a wrong address or password replaces none that works; the reason is named."""
    getattr(way, fault)()
    status, said = probe(client)
    assert (status, said["ready"]) == (503, False)
    assert [(failing["check"], bool(failing["reason"])) for failing in said["failing"]] == [("database", True)]
    way.mend()
    assert probe(client)[0] == 200


@pytest.mark.parametrize("fault", ["cut", "hold"])
def test_a_dead_or_silent_primary_empties_no_service(client, way, fault):
    """Where nobody reaches it every pod stays, and says what is wrong; pages of caches and replica go on."""
    assert probe(client)[0] == 200
    caches["long_term"].delete(readiness.REACHED_BY)
    getattr(way, fault)()
    status, said = probe(client)
    assert (status, said["ready"], len(said["failing"])) == (200, True, 1)


def test_a_pod_that_alone_cannot_connect_stands_back_while_another_can(client, way):
    """Its node's network, or its old password, is its own trouble."""
    assert probe(client)[0] == 200
    way.cut()
    caches["long_term"].set(readiness.REACHED_BY, "web-other", 2)
    assert probe(client)[0] == 503
    caches["long_term"].set(readiness.REACHED_BY, pod_name(), 60)
    assert probe(client)[0] == 200


def test_what_another_pod_said_is_forgotten_before_the_third_failure_in_a_row(client):
    """Else all pods would go together when the primary dies: kubelet looks every 5 s (helm/rushhour)."""
    assert probe(client)[0] == 200
    told = caches["long_term"].ttl(readiness.REACHED_BY)
    assert 0 < told <= readiness.TOLD_SECONDS < 2 * 5


def test_a_slow_answer_is_everybodys_and_no_reason_to_go(client, monkeypatch):
    """The connection could be made: the pooler or the server is busy, for the other pods as well."""
    assert probe(client)[0] == 200
    caches["long_term"].set(readiness.REACHED_BY, "web-other", 60)
    monkeypatch.setattr(readiness, "SCHEMA", "SELECT pg_sleep(3)")
    status, said = probe(client)
    assert (status, said["failing"][0]["reason"]) == (200, "no answer within 1 s on a connection that was made")


def test_a_database_without_a_schema_is_not_ready(client, monkeypatch):
    """Nothing can be served from it."""
    monkeypatch.setattr(readiness, "SCHEMA", "SELECT to_regclass('no_such_table')")
    status, said = probe(client)
    assert status == 503
    assert "migration" in said["failing"][0]["reason"]


def test_every_dead_redis_leaves_the_pod_ready(client, shards, sessions_redis, monkeypatch, way):
    """Pages survive them. With the one that pods tell each other by dead as well, nobody knows, and the pod stays."""
    for proxy in (*shards, sessions_redis):
        proxy.cut()
    assert probe(client) == (200, {"ready": True, "failing": []})
    monkeypatch.setitem(readiness.caches.settings["long_term"], "LOCATION", "redis://127.0.0.1:1/0")
    del readiness.caches["long_term"]
    way.cut()
    try:
        assert probe(client)[0] == 200
    finally:
        del readiness.caches["long_term"]


def test_a_probe_leaves_no_connection_and_no_thread_behind(client, way):
    """However long the server is silent, kubelet's questions do not pile up in it."""
    with pytest.raises(NoAnswerError):
        ask(PRIMARY, "SELECT pg_sleep(2)")
    way.hold()
    probe(client)
    wait_until(
        lambda: [thread.name for thread in threading.enumerate() if thread.name.startswith("health ")],
        lambda left: not left,
    )


#: asks for pages as a visitor does; the last line shows that the primary is away indeed
WITHOUT_THE_PRIMARY = """
from django.test import Client
from databases.direct import ask
site = Client(HTTP_HOST='shop.example.com', HTTP_X_FORWARDED_PROTO='https')
for path in ('/', '/products/spade/', '/search/?q=bowl', '/account/sign-in/'):
    print(site.get(path).status_code)
try:
    ask('default', 'SELECT 1')
except Exception as error:
    print(type(error).__name__)
"""


def test_what_a_pod_stays_for(shop):
    """A process that has lost the primary makes lists, products and searches from the replica, with empty caches."""
    away = {"DATABASE_HOST": "primary.invalid", "DATABASE_REPLICA_HOST": connections[PRIMARY].settings_dict["HOST"]}
    ran = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", WITHOUT_THE_PRIMARY], cwd=FOLDER,
        env={**environment(), **away}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ran.stdout.split() == ["200"] * 4 + ["OperationalError"], ran.stderr
