"""What advertisements add to an address makes no page of its own, and reaches no page (C1, W4)."""

from __future__ import annotations

import random
import socket

import pytest

from nginx.tests.edge import Edge
from nginx.tests.web import Answer, Web

TRACKING = ("utm_source=letter", "utm_medium=", "utm_id", "fbclid=Iw_0-a", "gclid=x?y/z", "utm_x-1=a=b")
OTHERS = ("q=tea", "page=2", "utm=1", "fbclid2=1", "xgclid=1", "UTM_source=1", "a=utm_source", "gclid%3D=1", "empty=")


def seen(edge: Edge, web: Web, address: str) -> str:
    """The address the web tier was asked for, whatever is in the cache."""
    assert edge.get(address, cookie="__Host-sessionid=a").status_code == 200
    return web.asked[-1].path


def test_an_address_from_a_letter_is_the_page_that_is_there(edge: Edge, web: Web) -> None:
    """One MISS for all of them, and a purge of the page's own address drops it for them too."""
    addresses = ["/products/tea/?utm_source=letter&utm_medium=mail", "/products/tea/?fbclid=Iw0", "/products/tea/"]

    assert [edge.cache(address) for address in addresses] == ["MISS", "HIT", "HIT"]
    assert web.paths() == ["/products/tea/"]
    assert edge.internal("PURGE", "/products/tea/").status_code == 200
    assert edge.cache(addresses[0]) == "MISS"


def test_other_parameters_stay_in_their_order(edge: Edge, web: Web) -> None:
    """Any mixture of up to three runs: what is dropped is dropped, what is not is untouched."""
    chance = random.Random(20)  # noqa: S311  (the same addresses in every run; nothing is kept secret by them)
    for _ in range(150):
        runs = [chance.choices(TRACKING, k=chance.randint(1, 4)) for _ in range(chance.randint(0, 3))]
        kept = [chance.choices(OTHERS, k=chance.randint(1, 2)) for _ in range(len(runs) - 1)]
        pieces = [part for run, other in zip(runs, [*kept, []], strict=False) for part in (*run, *other)]
        rest = [part for other in kept for part in other]
        for before, after in (([], []), (["q=1"], []), ([], ["z=1"]), (["q=1"], ["z=1"])):
            asked, wanted = [*before, *pieces, *after], [*before, *rest, *after]
            address = "/list/" + ("?" if asked else "") + "&".join(asked)
            assert seen(edge, web, address) == "/list/" + ("?" if wanted else "") + "&".join(wanted), address


@pytest.mark.parametrize(
    "address",
    [
        "/a&utm_source=x",  # no query at all
        "/a%3Futm_source=x",
        "/list/?q=a%26utm_source=x",
        "/list/?q=tea;utm_source=x",
        "/list/?",
        "/list/?utm_source=x&q=" + "y" * 1100,
    ],
)
def test_what_only_looks_like_it_is_left_alone(edge: Edge, web: Web, address: str) -> None:
    """When in doubt the address stays as it is: that costs a miss, and never shows a wrong page."""
    assert seen(edge, web, address) == address


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/?utm_source=a#&page=2", "/?utm_source=a#&page=2"),  # the web tier ends the query at the #: this is page 1
        ("//evil.invalid/?utm_id", "/evil.invalid/"),  # Python's server, not the edge, makes one slash of two
        ("https://localhost?utm_id=1&q=2", "/?q=2"),
        ("https://localhost", "/"),
    ],
)
def test_odd_requests_go_to_the_web_tier_all_the_same(edge: Edge, web: Web, target: str, path: str) -> None:
    """Whatever the request line looks like, the address is asked of the web tier and of nobody else."""
    web.respond = lambda asked: Answer(b"page")
    request = f"GET {target} HTTP/1.1\r\nHost: {edge.context.authority}\r\nConnection: close\r\n\r\n"
    address = ("127.0.0.1", edge.context.https_port)
    with socket.create_connection(address) as plain, edge.tls.wrap_socket(plain, server_hostname="localhost") as secure:
        secure.sendall(request.encode())
        assert secure.recv(100).split()[1] == b"200"
    assert web.paths() == [path]
