"""The shop with the keyboard alone (issue 4)."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.support import journey
from tests.browser.support.shopper import Shopper

#: presses of Tab within which anything on a page is reached
FAR = 90

# What has the focus, and whether that can be seen: an outline around it, or around what it stretches over.
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const drawn = [null, "::before", "::after"].some(part => {
    const style = getComputedStyle(element, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const box = element.getBoundingClientRect();
  return {
    name: element.labels?.[0]?.innerText || element.getAttribute("aria-label") || element.innerText || "",
    drawn,
    shown: box.right > 0 && box.bottom > 0,
  };
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing of that name has the focus; every stop on the way can be seen."""
    seen = []
    for _ in range(FAR):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            continue
        assert focus["drawn"], f"the focus is on {focus['name']!r} and cannot be seen"
        assert focus["shown"], f"the focus is on {focus['name']!r}, which is not on the page"
        seen.append(focus["name"])
        if name in focus["name"]:
            return
    raise AssertionError(f"{name!r} is not reached by {FAR} presses of Tab; reached: {seen}")


def test_the_first_stop_skips_to_the_content(visit: Visit) -> None:
    """Whoever uses the keyboard need not go through the header on every page (O5)."""
    page = visit()
    page.goto("/")
    tab_to(page, "Skip to the content")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    tab_to(page, page.locator("main a").first.inner_text())


def test_a_purchase_needs_no_mouse(visit: Visit, shopper: Shopper) -> None:
    """From the search box to the paid order with Tab, Enter, Space and letters; the focus is always to be seen (S1)."""
    page = visit()
    page.goto("/")
    tab_to(page, "Search the shop")
    page.keyboard.type(journey.WORDS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(journey.WORDS)
    card = page.locator(".card").filter(has_not=page.get_by_text("Sold out")).first
    name = card.get_by_role("heading").inner_text()
    tab_to(page, name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    tab_to(page, "Add to cart")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is in your cart")
    page.goto("/cart/")
    tab_to(page, "Go to checkout")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    tab_to(page, "Mail address")
    page.keyboard.type(shopper.customer.email)
    tab_to(page, "Password")
    page.keyboard.type(shopper.customer.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Checkout")
    for label, words in (
        ("Name", "Ann Example"),
        ("Street and number", "Station Road 1"),
        ("Postal code", "10115"),
        ("Town", "Berlin"),
        ("Country", "Ger"),
    ):
        tab_to(page, label)
        page.keyboard.press("Control+A")
        page.keyboard.type(words)
    tab_to(page, "Test card")
    page.keyboard.press("Space")
    tab_to(page, "Order and pay")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your order")
