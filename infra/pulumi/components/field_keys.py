"""The keys of encrypted fields, one resource a generation, none of which is ever lost (O5).

Rows, replicas and backups are sealed with them: a key that is gone is data that is gone. So a generation is protected
against `destroy` and `--replace`, its number in the stack file is never lowered, and a retired one stays in the state,
because a backup from before the rotation opens with it only.
"""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi.dynamic import CheckFailure, CheckResult, CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult

from components.random_values import RandomSecret
from topology.model.field_encryption import FieldEncryption

# Its URN in every stack that exists: it has no number, and must not get one.
FIRST_NAME = "field-encryption-key"


class KeyGenerationsProvider(ResourceProvider):
    """Remembers how many generations were made, and refuses fewer. A state names this class: it stays where it is."""

    serialize_as_secret_always = False

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Refuse, before anything is changed, to forget a generation."""
        made, wanted = int(olds.get("generations", 0)), int(news["generations"])
        return CheckResult(news, [CheckFailure("generations", _lowered(made, wanted))] if wanted < made else [])

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Note the number."""
        return CreateResult("generations", {"generations": int(props["generations"])})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Another number is noted in place."""
        return DiffResult(changes=int(olds["generations"]) != int(news["generations"]))

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Note the new number."""
        return UpdateResult({"generations": int(news["generations"])})


class KeyGenerations(Resource, module="rushhour", name="KeyGenerations"):
    """How many generations of the key the stack has made. Not a secret."""

    generations: pulumi.Output[int]

    def __init__(self, name: str, generations: int, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(KeyGenerationsProvider(), name, {"generations": generations}, opts)


def field_keys(keys: FieldEncryption, *, parent: pulumi.Resource) -> pulumi.Output[str]:
    """The text of the secret file field_encryption_key: one generation a line, the sealing one first."""
    protected = pulumi.ResourceOptions(parent=parent, protect=True)
    KeyGenerations("field-encryption-generations", keys.generations, protected)
    made = {
        generation: RandomSecret(_name(generation), opts=protected).secret
        for generation in range(1, keys.generations + 1)
    }
    lines = pulumi.Output.all(*(made[generation] for generation in keys.in_order))
    return pulumi.Output.secret(lines.apply("\n".join))


def _name(generation: int) -> str:
    return FIRST_NAME if generation == 1 else f"{FIRST_NAME}-{generation}"


def _lowered(made: int, wanted: int) -> str:
    return (
        f"rushhour:fieldEncryption.generations is {wanted}, and {made} were made. Every value sealed with generation "
        f"{wanted + 1} or later, in rows and backups, could not be read again; nothing was changed. Write {made}. To "
        "stop using an old generation, let `manage.py rotate_encryption` say that everything is under the newest key, "
        "and then raise rushhour:fieldEncryption.retired (docs/security.md)."
    )
