"""Which libraries go into which image: read from the lock files and the recipe, nothing is built."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEVELOPMENT = {"django-debug-toolbar", "django-silk"}
TESTS = {"pytest", "schemathesis", "hypothesis", "factory-boy"}


def locked(name: str) -> set[str]:
    """Names of the distributions that a lock file pins."""
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / "requirements" / name).read_text(), re.MULTILINE))


def stages() -> dict[str, tuple[str, str]]:
    """The recipe of the shop's image: stage to the stage it starts from and its text."""
    recipe = (ROOT / "images/app/Containerfile").read_text()
    found = re.split(r"^FROM (\S+) AS (\S+)$", recipe, flags=re.MULTILINE)[1:]
    return {name: (base, text) for base, name, text in zip(found[::3], found[1::3], found[2::3], strict=True)}


def installs(stage: str) -> set[str]:
    """Lock files whose libraries a stage holds: its own, its base's, and those of stages it copies from."""
    base, text = stages().get(stage, ("", ""))
    own = set(re.findall(r"install-libraries /build/(\S+\.txt)", text))
    sources = {base, *re.findall(r"--from=(\S+) /opt/venv ", text)} - {""}
    return own.union(*(installs(source) for source in sources))


def test_production_has_no_tools_of_development_and_tests() -> None:
    """Debug toolbar and silk are locked for the tests' image and absent from what pods run (W5)."""
    assert installs("runtime") == {"app.txt"}
    assert installs("test") == {"app.txt", "app-test.txt"}
    assert (DEVELOPMENT | TESTS) & locked("app.txt") == set()
    assert locked("app-test.txt") >= DEVELOPMENT | TESTS


@pytest.mark.parametrize("lock", ["app.txt", "app-test.txt"])
def test_a_lock_pins_something(lock: str) -> None:
    """The reading above finds what it looks for: Django is in both."""
    assert "django" in locked(lock)
