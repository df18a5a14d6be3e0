"""A customer with a history."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import StorageState

from tests.browser.support.journey import Customer


@dataclass(frozen=True, slots=True)
class Shopper:
    """Their account, their cookies, the number of their order and the slug of a product in it."""

    customer: Customer
    cookies: StorageState
    order: str
    product: str
