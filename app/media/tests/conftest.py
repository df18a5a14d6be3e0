"""Staff."""

import pytest

from testing.factories import UserFactory


@pytest.fixture
def desk(site, shop):
    """The browser of staff."""
    site.force_login(UserFactory(is_staff=True, is_superuser=True))
    return site


@pytest.fixture
def spade(bucket, shop):
    """A product, and an empty bucket."""
    return shop["spade"]
