"""What the tests of the pages start with."""

import pytest

from testing.factories import ProductFactory


@pytest.fixture
def product():
    """The one that is reviewed."""
    return ProductFactory(slug="bowl", name="Bowl")
