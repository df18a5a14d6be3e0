"""The edge is told what changed, at every address, and its absence harms nobody."""

import socket
import threading

import pytest
from django.db import transaction

from caching import edge
from testing.edge import EdgeServer
from testing.waiting import wait_until


def test_a_changed_product_purges_its_page_and_the_lists(shop, edge_server):
    """One PURGE a path, with the site's name, after the commit (C7)."""
    with transaction.atomic():
        shop["spade"].price = "31.00"
        shop["spade"].save()
        assert edge_server.purged == []
    lists = ("/", "/?*", "/search/*", "/api/v1/*")
    assert edge_server.purged == [(path, "shop.example.com") for path in ("/products/spade/", *lists)]


def test_nothing_is_purged_when_the_change_is_rolled_back(shop, edge_server):
    """A change that did not happen is no news."""
    with transaction.atomic():
        shop["spade"].save()
        transaction.set_rollback(True)
    assert edge_server.purged == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://edge.invalid:8081"])
def test_an_edge_that_is_away_never_fails_the_change(shop, settings, url):
    """Refused connections and unknown names are logged and counted; the product is saved."""
    settings.EDGE_PURGE_URL = url
    outcome = "failed" if "127" in url else "unresolved"
    before = edge.PURGES.labels(outcome)._value.get()
    shop["spade"].name = "Sharp Spade"
    shop["spade"].save()
    shop["spade"].refresh_from_db()
    assert shop["spade"].name == "Sharp Spade"
    assert edge.PURGES.labels(outcome)._value.get() == before + 1


def test_an_edge_that_refuses_is_counted(settings):
    """A 403 is not success."""
    server = EdgeServer(status=403)
    settings.EDGE_PURGE_URL = f"http://127.0.0.1:{server.server_port}"
    before = edge.PURGES.labels("refused")._value.get()
    edge.purge(["/"])
    server.shutdown()
    server.server_close()
    assert edge.PURGES.labels("refused")._value.get() == before + 1


def test_a_page_that_was_on_its_way_during_the_purge_is_purged_again(edge_server, settings):
    """An old page that an edge stored right after the purge is dropped a moment later, once for each path (C7)."""
    settings.EDGE_PURGE_AGAIN_SECONDS = 0.3
    edge.purge(["/products/spade/", "/"])
    edge.purge(["/"])
    first = [path for path, _ in edge_server.purged]
    assert first == ["/products/spade/", "/", "/"]
    wait_until(
        lambda: [path for path, _ in edge_server.purged[3:]], lambda seen: sorted(seen) == ["/", "/products/spade/"]
    )


def test_a_process_that_ends_does_not_owe_the_second_purge(edge_server, settings):
    """A command purges a second time before it ends (C7)."""
    settings.EDGE_PURGE_AGAIN_SECONDS = 600
    own = edge.Again()
    own.add(["/"])
    own.finish()
    own.finish()
    assert [path for path, _ in edge_server.purged] == ["/"]


def test_a_purge_that_failed_is_repeated(settings):
    """An edge that was away for a moment hears of the change when it is back (C7)."""
    settings.EDGE_PURGE_AGAIN_SECONDS = 1.0
    server = EdgeServer()
    settings.EDGE_PURGE_URL = f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    edge.purge(["/"])
    back = EdgeServer(port=server.server_port)
    wait_until(lambda: [path for path, _ in back.purged], lambda seen: seen == ["/"])
    back.shutdown()
    back.server_close()


def test_an_edge_that_hangs_keeps_none_of_the_others_waiting(settings, monkeypatch):
    """All are told at once: with three that accept and say nothing, the fourth knows within one time limit (C7, W1)."""
    server = EdgeServer()
    silent = [socket.create_server((f"127.0.0.{number}", server.server_port)) for number in (2, 3, 4)]
    told = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (f"127.0.0.{number}", 0)) for number in (1, 2, 3, 4)]
    settings.EDGE_PURGE_URL = f"http://edge.example.com:{server.server_port}"
    settings.EDGE_PURGE_AGAIN_SECONDS = 0
    monkeypatch.setattr(edge.socket, "getaddrinfo", lambda *_, **__: told)
    monkeypatch.setattr(edge, "TIMEOUT_SECONDS", 5.0)
    before = edge.PURGES.labels("failed")._value.get()
    purging = threading.Thread(target=edge.purge, args=(["/", "/?*"],))
    purging.start()
    wait_until(lambda: [path for path, _ in server.purged], lambda seen: seen == ["/", "/?*"], seconds=4)
    assert purging.is_alive()
    for listener in silent:
        listener.close()
    purging.join(30)
    assert edge.PURGES.labels("failed")._value.get() == before + 3
    server.shutdown()
    server.server_close()


def test_a_path_cannot_break_out_of_its_request(edge_server):
    """Line breaks and spaces in a path are escaped, whoever passed it."""
    edge.purge(["/a b\r\nX-Evil: 1\r\n\r\n/", "/é"])
    assert [path for path, _ in edge_server.purged[:2]] == ["/a%20b%0D%0AX-Evil:%201%0D%0A%0D%0A/", "/%C3%A9"]
