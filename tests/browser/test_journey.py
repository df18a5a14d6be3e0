"""A customer's way through the shop, in a browser, on a desk's screen and on a phone's (issue 4)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.support import journey
from tests.browser.support.letters import Letters
from tests.browser.support.screens import DESK, PHONE, Screen
from tests.browser.support.shopper import Shopper


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=lambda screen: screen.name)
def test_from_a_search_to_the_order_history(screen: Screen, visit: Visit, letters: Letters) -> None:
    """Search, product, cart; an account made on the way keeps the cart; checkout; order history (S1, S2, S3)."""
    page = visit(screen)

    journey.search(page)
    name = journey.open_product(page)
    journey.put_in_cart(page, name)
    journey.register(page, letters)
    order = journey.check_out(page)

    page.goto("/orders/")
    purchase = page.get_by_role("article").filter(has_text=order)
    expect(purchase).to_contain_text(name)
    expect(purchase).to_contain_text("Paid")
    page.goto("/cart/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart is empty")


def test_signing_in_on_the_way_leads_back_to_the_checkout(visit: Visit, shopper: Shopper) -> None:
    """A guest's cart and where the guest was going survive the sign-in (S1, O5)."""
    page = visit(PHONE)
    journey.search(page)
    name = journey.open_product(page)
    journey.put_in_cart(page, name)

    page.get_by_role("link", name="Go to checkout").click()
    journey.sign_in(page, shopper.customer)

    expect(page.get_by_role("heading", level=1)).to_have_text("Checkout")
    expect(page.get_by_role("main")).to_contain_text(name)
    journey.sign_out(page)


def test_nobody_sees_another_customers_order(visit: Visit, shopper: Shopper) -> None:
    """Without the customer's cookies an order's address asks for a sign-in and shows nothing (O5)."""
    page = visit()

    page.goto(f"/orders/{shopper.order}/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_role("main")).not_to_contain_text("Station Road")
