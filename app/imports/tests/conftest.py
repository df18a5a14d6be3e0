"""A media bucket for tests that look into it."""

import pytest

from imports.services import plan


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
def small_chunks(monkeypatch):
    """Two rows a chunk."""
    monkeypatch.setattr(plan, "CHUNK_ROWS", 2)
