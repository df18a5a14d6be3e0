"""What a customer does, step by step, the way a person does it: by what is written on the page."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.support.letters import Letters

PASSWORD = "eleven-quiet-lamps"
WORDS = "lamp"


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody with an account."""

    email: str
    password: str = PASSWORD


@dataclass(frozen=True, slots=True)
class Purchase:
    """What somebody new has bought: the order's number, and the name and slug of the product."""

    customer: Customer
    order: str
    name: str
    product: str


def search(page: Page, words: str = WORDS) -> None:
    """From the first page to the results."""
    page.goto("/")
    box = page.get_by_role("search").get_by_label("Search the shop")
    box.fill(words)
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def open_product(page: Page) -> str:
    """From a list to a product that can be had; its name."""
    card = page.locator(".card").filter(has_not=page.get_by_text("Sold out")).first
    name = card.get_by_role("heading").inner_text()
    card.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return name


def put_in_cart(page: Page, name: str) -> None:
    """From the product to the cart, with it inside."""
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("status")).to_contain_text(f"{name} is in your cart")
    page.get_by_role("navigation", name="Account and cart").get_by_role("link", name="Cart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")
    expect(page.get_by_role("link", name=name)).to_be_visible()


def choose(page: Page) -> tuple[str, str]:
    """Search for something and put it in the cart; its name and slug."""
    search(page)
    name = open_product(page)
    slug = page.url.rstrip("/").rpartition("/")[2]
    put_in_cart(page, name)
    return name, slug


def register(page: Page, letters: Letters) -> Customer:
    """Make an account: an address, the link in the mail, a password."""
    customer = Customer(f"browser-{uuid.uuid4().hex[:12]}@example.com")
    page.goto("/account/register/")
    page.get_by_label("Mail address").fill(customer.email)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at your mail")
    page.goto(letters.link_for(customer.email, "/account/register/"))
    page.get_by_label("Your name").fill("Ann Example")
    page.get_by_label(re.compile("^(New )?password$", re.IGNORECASE)).fill(customer.password)
    page.get_by_label(re.compile("confirmation", re.IGNORECASE)).fill(customer.password)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Ann Example")
    return customer


def sign_out(page: Page) -> None:
    """By the button on the account's page."""
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("navigation", name="Account and cart").get_by_role("link", name="Sign in")).to_be_visible()


def sign_in(page: Page, customer: Customer) -> None:
    """From wherever the shop asked for it, and back there."""
    page.get_by_label("Mail address").fill(customer.email)
    page.get_by_label("Password").fill(customer.password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def check_out(page: Page) -> str:
    """From the filled cart to the order; its number."""
    page.goto("/cart/")
    page.get_by_role("link", name="Go to checkout").click()
    page.get_by_label("Name").fill("Ann Example")
    page.get_by_label("Street and number").fill("Station Road 1")
    page.get_by_label("Postal code").fill("10115")
    page.get_by_label("Town").fill("Berlin")
    page.get_by_label("Country").select_option("Germany")
    page.get_by_label("Test card that is accepted").check()
    page.get_by_role("button", name="Order and pay").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your order")
    page.get_by_role("main").get_by_role("link", name="To the order").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Order ")
    return heading.inner_text().removeprefix("Order ")


def first_purchase(page: Page, letters: Letters) -> Purchase:
    """From the first page to the paid order of somebody who had no account yet; the cart is empty afterwards."""
    name, slug = choose(page)
    customer = register(page, letters)
    order = check_out(page)
    page.goto("/cart/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart is empty")
    return Purchase(customer, order, name, slug)


def expect_in_history(page: Page, purchase: Purchase) -> None:
    """The order history shows the order, paid, with the product."""
    page.goto("/orders/")
    shown = page.get_by_role("article").filter(has_text=purchase.order)
    expect(shown).to_contain_text(purchase.name)
    expect(shown).to_contain_text("Paid")
