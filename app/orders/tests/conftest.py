"""Somebody at the checkout."""

import pytest

from orders.tests.buying import shopper_with
from testing.factories import ProductFactory


@pytest.fixture
def bowl():
    """Ten of them."""
    return ProductFactory(name="Bowl", price="12.50")


@pytest.fixture
def shopper(site, bowl):
    """Signed in, with two bowls in the cart."""
    site.force_login(shopper_with(bowl, quantity=2))
    return site
