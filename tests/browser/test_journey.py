"""A customer's way through the shop, in a browser, on a desk's screen and on a phone's (issue 4)."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.support import journey
from tests.browser.support.letters import Letters
from tests.browser.support.screens import DESK, PHONE
from tests.browser.support.shopper import Shopper


def test_from_a_search_to_the_order_history_on_a_phone(visit: Visit, letters: Letters) -> None:
    """Search, product, cart; an account made on the way keeps the cart; checkout; order history (S1, S2, S3)."""
    page = visit(PHONE)

    purchase = journey.first_purchase(page, letters)

    journey.expect_in_history(page, purchase)


def test_from_a_search_to_the_order_history_on_a_desk(visit: Visit, shopper: Shopper) -> None:
    """The same way, which the account that the other tests share has gone, and its history later on (S1, S2, S3)."""
    page = visit(DESK, storage_state=shopper.cookies)

    journey.expect_in_history(page, shopper.purchase)


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
