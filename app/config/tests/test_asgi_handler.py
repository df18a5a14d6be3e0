"""Requests run whole in one of a fixed number of threads, and give back what they borrowed (W1)."""

import asyncio
import json
import threading

import pytest
from django.core import signals
from django.db import connections

from config import asgi_handler
from config.asgi import application
from config.tests import handler_urls

HEADERS = [(b"host", b"shop.example.com"), (b"x-forwarded-proto", b"https")]

pytestmark = pytest.mark.urls("config.tests.handler_urls")


async def ask(path, *, pieces=(b"",)):
    """Status and body parts of one request; `pieces` arrive one after the other."""
    arriving = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces) - 1}
        for number, piece in enumerate(pieces)
    ]
    sent = []

    async def receive():
        return arriving.pop(0) if arriving else await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": HEADERS, "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 1), "root_path": "",
    }  # fmt: skip
    await application(scope, receive, send)
    return sent[0]["status"], [message["body"] for message in sent[1:] if message.get("body")]


def one(path, **options):
    """The same for a synchronous test."""
    return asyncio.run(ask(path, **options))


def answer(path):
    """The JSON of an answer."""
    status, parts = one(path)
    assert status == 200, parts
    return json.loads(b"".join(parts))


def borrowed():
    """Connections that are out of the pool: a thread of another test may have kept one."""
    stats = connections["default"].pool.get_stats()
    return stats["pool_size"] - stats["pool_available"]


@pytest.fixture
def handler(monkeypatch):
    """A handler with two threads for requests."""
    monkeypatch.setattr(asgi_handler, "REQUEST_THREADS", 2)
    made = asgi_handler.OneTripHandler()
    monkeypatch.setattr("config.tests.test_asgi_handler.application", made)
    return made


def test_signals_middleware_and_view_are_one_trip(transactional_db):
    """All of a request in one thread, and no thread more than requests at once would need."""
    threads = []

    def note(**_):
        threads.append(threading.current_thread().name)

    for signal in (signals.request_started, signals.request_finished):
        signal.connect(note)
    try:
        views = [answer("/where")["thread"] for _ in range(3)]
    finally:
        for signal in (signals.request_started, signals.request_finished):
            signal.disconnect(note)
    assert views == threads[::2] == threads[1::2]
    assert {thread.partition("_")[0] for thread in threads} == {"request"}


def test_a_request_leaves_nothing_to_the_next_in_its_thread(transactional_db):
    """Neither a context variable nor a connection out of the pool."""
    before = borrowed()
    assert [answer("/where")["left"] for _ in range(3)] == [None, None, None]
    assert borrowed() == before


def test_an_asynchronous_view_queries_in_the_requests_own_thread(transactional_db):
    """So its connection is given back with the request's."""
    before = borrowed()
    found = answer("/asynchronous")
    assert found["queried_in"].startswith("request")
    assert found["accounts"] == 0
    assert borrowed() == before


def test_a_process_works_on_so_many_at_once_and_answers_probes_besides(transactional_db, handler):
    """With both threads busy a third request waits; /readyz does not."""
    handler_urls.gate.clear()

    async def crowd():
        waiting = [asyncio.create_task(ask("/wait")) for _ in range(3)]
        try:
            for _ in range(2):
                assert await asyncio.to_thread(handler_urls.inside.acquire, timeout=20)
            status, _ = await asyncio.wait_for(ask("/readyz"), 20)
            begun = handler_urls.inside.acquire(blocking=False)
        finally:
            handler_urls.gate.set()
        return status, begun, await asyncio.gather(*waiting)

    status, begun, answers = asyncio.run(crowd())
    assert (status, begun) == (200, False)
    assert answers == [(200, [b"through"])] * 3


def test_a_stream_is_made_piece_by_piece(transactional_db):
    """Each piece in a thread when it is sent, not all of it before the first."""
    status, parts = one("/stream")
    assert (status, parts) == (200, [f"{number} request\n".encode() for number in range(3)])


def test_a_body_arrives_whole_however_many_pieces_it_comes_in(transactional_db):
    """In one, in many, and too large for memory."""
    for pieces in ((b"one",), (b"on", b"", b"e"), (b"x" * 700_000, b"y" * 300_000)):
        status, parts = one("/body", pieces=pieces)
        assert (status, b"".join(parts)) == (200, b"".join(pieces))


def test_a_view_that_fails_is_a_500_and_the_thread_lives(transactional_db):
    """The next request is answered."""
    assert one("/fail")[0] == 500
    assert answer("/where")["thread"].startswith("request")


def test_who_leaves_before_the_body_is_there_gets_no_answer(transactional_db):
    """Nothing is sent, nothing is left open."""

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        raise AssertionError(message)

    scope = {"type": "http", "method": "POST", "path": "/body", "headers": HEADERS}
    asyncio.run(application(scope, receive, send))


def test_websockets_are_refused():
    """The shop speaks HTTP only."""
    with pytest.raises(ValueError, match="HTTP only"):
        asyncio.run(application({"type": "websocket", "path": "/"}, None, None))
