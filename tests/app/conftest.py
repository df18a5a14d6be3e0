"""The app's own suite needs the cluster, hence the same fixtures as the verification."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.infra.conftest import kube, stack, tool_environment, topology

__all__ = ["kube", "stack", "tool_environment", "topology"]

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.live)
