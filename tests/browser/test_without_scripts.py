"""The shop with scripts switched off: nothing needs them (issue 4)."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.support import journey
from tests.browser.support.screens import PHONE
from tests.browser.support.shopper import Shopper


def test_a_purchase_needs_no_script(visit: Visit, shopper: Shopper) -> None:
    """Search, filters, cart, sign-in and checkout are forms and links (S1, S2)."""
    page = visit(PHONE, java_script_enabled=False)

    journey.search(page)
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("In stock only").check()
    page.get_by_role("button", name="Apply").click()
    name = journey.open_product(page)
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")
    page.get_by_role("link", name="Go to checkout").click()
    journey.sign_in(page, shopper.customer)
    expect(page.get_by_role("main")).to_contain_text(name)
    order = journey.check_out(page)

    page.goto("/orders/")
    expect(page.get_by_role("main")).to_contain_text(order)
