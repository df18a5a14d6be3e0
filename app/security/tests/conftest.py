"""Who the tests of this package are about."""

import pytest

from testing.factories import UserFactory


@pytest.fixture
def ann():
    """Ann may enter the administration, so that both pages take her."""
    return UserFactory(email="ann@example.com", is_staff=True)
