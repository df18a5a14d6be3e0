"""Small files in small pieces."""

import pytest

from imports.services import plan


@pytest.fixture
def small_chunks(monkeypatch):
    """Two rows a chunk."""
    monkeypatch.setattr(plan, "CHUNK_ROWS", 2)
