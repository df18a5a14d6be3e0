"""Every page, looked at as a visitor would: nothing missing, nothing out of place, readable for everyone (issue 4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit
from tests.browser.support import journey
from tests.browser.support.accessibility import violations
from tests.browser.support.looking import absent_pictures, sticks_out, wait_until_settled
from tests.browser.support.places import OPEN, OWN, Place
from tests.browser.support.screens import DESK, NARROW, PHONE, WIDE
from tests.browser.support.shopper import Shopper
from tests.browser.support.trouble import Trouble

CATEGORY = "kitchen"


@pytest.fixture(scope="module")
def owner(browser: Browser, origin: str, shopper: Shopper) -> Shopper:
    """The shopper, with something in the cart whatever other tests have bought."""
    context = browser.new_context(base_url=origin, storage_state=shopper.cookies)
    page = context.new_page()
    page.goto("/cart/")
    if page.get_by_role("heading", name="Your cart is empty").is_visible():
        journey.choose(page)
    context.close()
    return shopper


@pytest.mark.parametrize("place", [*OPEN, *OWN], ids=lambda place: place.name)
def test_a_page_is_whole_at_every_size_and_readable_for_everyone(
    place: Place, visit: Visit, owner: Shopper, trouble: Trouble, origin: str, screenshots: Path
) -> None:
    """No violation of axe-core's rules in light and dark, no error on the console, nothing blocked by the policy, every
    picture there, no sideways scrolling from 360 to 1600 pixels (C5, O5)."""
    path = place.path.format(product=owner.product, order=owner.order, category=CATEGORY)
    cookies = {"storage_state": owner.cookies} if place.signed_in else {}
    page = visit(DESK, reduced_motion="reduce", **cookies)
    if place.status != 200:
        trouble.expected.add(f"{origin}{path}")

    answer = page.goto(path)

    assert answer is not None
    assert (answer.status, page.url) == (place.status, f"{origin}{path}")
    assert absent_pictures(page) == []
    for screen, scheme in ((DESK, "light"), (DESK, "dark"), (PHONE, "dark"), (PHONE, "light")):
        page.set_viewport_size(screen.viewport)
        page.emulate_media(color_scheme=scheme)
        wait_until_settled(page)
        found = violations(page)
        page.screenshot(path=screenshots / f"{place.name}-{screen.name}-{scheme}.png", full_page=True)
        assert found == [], f"{screen.name}, {scheme}"
    for screen in (WIDE, DESK, PHONE, NARROW):
        page.set_viewport_size(screen.viewport)
        assert sticks_out(page) == [], screen.name
    # Others may be in sight now that the page is narrow.
    assert absent_pictures(page) == []
