"""A media bucket for tests that look into it, and staff."""

import pytest

from testing.factories import UserFactory


@pytest.fixture
def bucket(tmp_path, settings):
    """An empty folder in the bucket's place."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "allow_overwrite": True},
        },
    }
    return tmp_path


@pytest.fixture
def desk(site, shop):
    """The browser of staff."""
    site.force_login(UserFactory(is_staff=True, is_superuser=True))
    return site


@pytest.fixture
def spade(bucket, shop):
    """A product, and an empty bucket."""
    return shop["spade"]
