"""What the tests of the list start with."""

import pytest

from testing.factories import ProductFactory
from wishlist.tests.browser import signed_in


@pytest.fixture
def bowl():
    """The product that is wished."""
    return ProductFactory(slug="bowl", name="Bowl", price="12.50", stock=3)


@pytest.fixture
def ann(bowl):
    """Signed in."""
    return signed_in()
