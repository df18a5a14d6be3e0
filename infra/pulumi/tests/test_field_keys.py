"""The key of encrypted fields changes by generations, and no generation is ever lost (O5)."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from components.field_keys import KeyGenerationsProvider
from pulumi.dynamic.dynamic import serialize_provider
from recording import Recording, Secret, record

PROGRAM = Path(__file__).resolve().parents[1]
SMALLEST = {
    "rushhour:edge": json.dumps({"serviceType": "NodePort"}),
    "rushhour:site": json.dumps({"httpsPort": 8443, "httpPort": 8080}),
}


def run(state: Path, **keys: int) -> Recording:
    """The program with these numbers in the stack file."""
    assert state
    config = {**SMALLEST, "rushhour:fieldEncryption": json.dumps(keys)} if keys else SMALLEST
    return record(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None, config)


def made(stack: Recording) -> dict[str, str]:
    """Name of each key's resource to its value."""
    wanted = [r for r in stack.registered if r.type.endswith(":RandomSecret") and r.name.startswith("field-encryption")]
    return {r.name: stack.resources[r.urn].state["value"] for r in wanted}


def test_the_first_generation_keeps_the_name_it_has_in_every_stack(state: Path) -> None:
    """Another URN would be another value, and every sealed row of an existing stack unreadable."""
    stack = run(state)
    (key,) = [r for r in stack.registered if r.name == "field-encryption-key"]

    assert key.urn.endswith(
        "rushhour:platform:Secrets$pulumi-python:dynamic/rushhour:RandomSecret::field-encryption-key"
    )
    assert key.inputs["bytes"] == 32
    assert stack.secret("app-secrets")["field_encryption_key"] == made(stack)["field-encryption-key"]


@pytest.mark.parametrize(
    ("numbers", "order"),
    [
        ({"generations": 2}, [2, 1]),
        ({"generations": 2, "sealing": 1}, [1, 2]),
        ({"generations": 3, "sealing": 2}, [2, 3, 1]),
        ({"generations": 3, "retired": 2}, [3]),
    ],
)
def test_pods_get_the_generations_in_order(state: Path, numbers: dict[str, int], order: list[int]) -> None:
    """One a line: what seals comes first, then the newest; what is retired is in the state, and in no pod."""
    stack = run(state, **numbers)
    values = made(stack)
    names = ["field-encryption-key" if n == 1 else f"field-encryption-key-{n}" for n in order]

    for mounted in ("app-secrets", "migrate-secrets"):
        assert stack.secret(mounted)["field_encryption_key"].split("\n") == [values[name] for name in names]
    assert len(values) == len(set(values.values())) == numbers["generations"]


def test_every_generation_is_protected(state: Path) -> None:
    """`pulumi up --replace` and `pulumi destroy` refuse; so does taking the resource out of the program."""
    stack = run(state, generations=3, retired=1)
    keys = [r for r in stack.registered if r.name.startswith("field-encryption")]

    assert len(keys) == 4  # and the number itself
    assert all(r.protected for r in keys)


def test_the_number_is_registered_and_tells_nothing(state: Path) -> None:
    """What the engine compares with the state; it is not secret, the values are."""
    stack = run(state, generations=2)
    (number,) = [r for r in stack.registered if r.name == "field-encryption-generations"]

    assert number.inputs["generations"] == 2
    data = stack.of_kind("Secret")["app-secrets"]["stringData"]
    assert isinstance(data, Secret)


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [
        ({}, 1, False),
        ({"generations": 2.0}, 2.0, False),
        ({"generations": 2}, 3, False),
        ({"generations": 3}, 1, True),
    ],
)
def test_a_lower_number_is_refused(before: dict[str, Any], after: float, refused: bool) -> None:
    """Before anything changes; the message says what would be lost, what to write, and what to run first."""
    result = KeyGenerationsProvider().check(before, {"generations": after})

    assert bool(result.failures) is refused
    for failure in result.failures:
        assert failure.property == "generations"
        for part in ("is 1, and 3 were made", "Write 3", "generation 2 or later", "rotate_encryption", "retired"):
            assert part in failure.reason


def test_a_higher_number_is_noted_in_place() -> None:
    """It is never replaced: it is protected, and a replacement would be refused."""
    provider = KeyGenerationsProvider()
    verdict = provider.diff("id", {"generations": 1.0}, {"generations": 2})

    assert (verdict.changes, verdict.replaces) == (True, None)
    assert provider.update("id", {"generations": 1}, {"generations": 2}).outs == {"generations": 2}
    assert provider.create({"generations": 2.0}).outs == {"generations": 2}
    assert provider.diff("id", {"generations": 2.0}, {"generations": 2}).changes is False


def test_state_remembers_a_name_and_no_code() -> None:
    """As of the other providers: an edit of the file changes no resource."""
    assert len(serialize_provider(KeyGenerationsProvider())) < 200
