"""Fixtures: every value set, rendered once."""

from __future__ import annotations

import pytest

from helm.tests.chart import CHECKOUT, Manifest, render, stack_values, value_sets
from topology import load

SETS = value_sets()


@pytest.fixture(scope="session", params=sorted(SETS))
def manifests(request: pytest.FixtureRequest) -> list[Manifest]:
    """The objects of one value set."""
    return render(SETS[request.param])


@pytest.fixture(scope="session")
def local() -> list[Manifest]:
    """The objects of the local stack."""
    return render(stack_values(load(CHECKOUT / "Pulumi.local.yaml")))


@pytest.fixture(scope="session")
def production() -> list[Manifest]:
    """The objects of the production stack."""
    return render(stack_values(load(CHECKOUT / "Pulumi.production.yaml")))
