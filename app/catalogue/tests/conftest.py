"""A media bucket for tests that look into it."""

import pytest


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
