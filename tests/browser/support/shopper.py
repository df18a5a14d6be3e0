"""A customer with a history."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import StorageState

from tests.browser.support.journey import Customer, Purchase


@dataclass(frozen=True, slots=True)
class Shopper:
    """What they have bought, and their cookies."""

    purchase: Purchase
    cookies: StorageState

    @property
    def customer(self) -> Customer:
        """Their account."""
        return self.purchase.customer

    @property
    def order(self) -> str:
        """The number of their order."""
        return self.purchase.order

    @property
    def product(self) -> str:
        """The slug of the product in it."""
        return self.purchase.product
