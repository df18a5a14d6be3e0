"""What a page may cost on the way to a visitor, in requests and bytes; time belongs to the machine (issue 4, W3)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import Visit
from tests.browser.support.screens import DESK, PHONE, Screen
from tests.browser.support.shopper import Shopper

KIB = 1024


@dataclass
class Bill:
    """Bytes on the wire by kind of resource, as the browser counts them."""

    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def watch(self, session: CDPSession) -> None:
        """Count from now on."""
        session.on("Network.responseReceived", lambda event: self.kinds.update({event["requestId"]: event["type"]}))
        session.on(
            "Network.loadingFinished",
            lambda event: self.sizes.update({event["requestId"]: int(event["encodedDataLength"])}),
        )
        session.send("Network.enable")

    def fetched(self, *kinds: str) -> int:
        """Requests of these kinds that were not answered from the browser's own cache."""
        return sum(self.kinds.get(request) in kinds and size > 0 for request, size in self.sizes.items())

    def bytes(self, *kinds: str) -> int:
        """Of these kinds together."""
        return sum(size for request, size in self.sizes.items() if self.kinds.get(request) in kinds)

    def number(self, *kinds: str) -> int:
        """Requests of these kinds together."""
        return sum(self.kinds.get(request) in kinds for request in self.sizes)


def bill_for(page: Page, path: str) -> Bill:
    """Of a first visit: nothing is in the browser's cache."""
    bill = Bill()
    bill.watch(page.context.new_cdp_session(page))
    page.goto(path, wait_until="networkidle")
    return bill


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=lambda screen: screen.name)
@pytest.mark.parametrize("place", ["/", "/products/{product}/", "/search/?q=lamp"])
def test_a_first_visit_is_light(place: str, screen: Screen, visit: Visit, shopper: Shopper) -> None:
    """HTML, styles and script come in five requests and 32 KiB; with the pictures in sight it is 200 KiB (W3, W4)."""
    bill = bill_for(visit(screen), place.format(product=shopper.product))

    assert bill.number("Document", "Stylesheet", "Script") <= 5, bill
    assert bill.bytes("Document", "Stylesheet", "Script") <= 32 * KIB, bill
    assert bill.bytes(*bill.kinds.values()) <= 200 * KIB, bill


def test_a_second_page_brings_only_itself(visit: Visit, shopper: Shopper) -> None:
    """Styles and script are kept by their hashed names: the next page asks for its HTML and its pictures (C1, W3)."""
    page = visit()
    page.goto("/", wait_until="networkidle")

    bill = bill_for(page, f"/products/{shopper.product}/")

    assert bill.fetched("Stylesheet", "Script") == 0, bill


def test_pictures_out_of_sight_wait(visit: Visit) -> None:
    """A list loads the pictures that can be seen and a few below, not all twenty; the first are not held back (W3)."""
    page = visit(PHONE)
    page.goto("/", wait_until="networkidle")

    loaded = page.evaluate("[...document.images].filter(picture => picture.complete && picture.naturalWidth).length")
    waiting = page.evaluate("[...document.querySelectorAll('.cards img')].map(picture => picture.loading)")

    assert 0 < loaded < len(waiting)
    assert 0 < len(waiting) - waiting.count("lazy") <= 4
    assert waiting[0] != "lazy"


def test_the_products_picture_comes_first(visit: Visit, shopper: Shopper) -> None:
    """What is largest on a product's page is asked for at once and before other pictures (W3)."""
    page = visit()
    page.goto(f"/products/{shopper.product}/")

    picture = page.locator("main img").first

    assert picture.get_attribute("fetchpriority") == "high"
    assert picture.get_attribute("loading") != "lazy"
    assert picture.get_attribute("width")
    assert picture.get_attribute("height")
