"""Random values that are made once and live in Pulumi's state; secret ones encrypted.

A dynamic provider, because the pulumi-random plugin is a download of its own. Pulumi stores a provider in the state as
pickled Python; classes of an importable module are pickled by name, so editing this file changes no resource
(`tests/test_dynamic_providers.py` holds that). So these classes must not be renamed or moved: a state names them.
"""

from __future__ import annotations

import secrets
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider


class RandomSecretProvider(ResourceProvider):
    """Makes the value on creation, and a new one only if another length is asked for."""

    # The pickled provider holds no secret, only this class's name.
    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        """A new value from the operating system's randomness."""
        count = int(props["bytes"])
        return CreateResult(secrets.token_hex(4), {"bytes": count, "value": secrets.token_urlsafe(count)})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Only another length asks for another value."""
        changed = int(olds["bytes"]) != int(news["bytes"])
        return DiffResult(changes=changed, replaces=["bytes"] if changed else [])


class RandomSecret(Resource, module="rushhour", name="RandomSecret"):
    """A random text of letters, digits, `-` and `_` (URL-safe base64), so that no quoting rule can break on it.

    To rotate one: `pulumi up --replace <its URN>`; the keys of encrypted fields have generations instead.
    """

    value: pulumi.Output[str]

    def __init__(self, name: str, *, size: int = 32, opts: pulumi.ResourceOptions | None = None) -> None:
        """`size`: bytes of randomness; the text has four characters for every three."""
        options = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(additional_secret_outputs=["value"]))
        super().__init__(RandomSecretProvider(), name, {"bytes": size, "value": None}, options)

    @property
    def secret(self) -> pulumi.Output[str]:
        """The value, marked secret also where no engine does so (in tests)."""
        return pulumi.Output.secret(self.value)


class RandomSuffixProvider(ResourceProvider):
    """Makes a short suffix on creation, and never another one."""

    serialize_as_secret_always = False

    def create(self, _props: dict[str, Any]) -> CreateResult:
        """Eight hexadecimal digits."""
        value = secrets.token_hex(4)
        return CreateResult(value, {"value": value})

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Nothing changes it."""
        return DiffResult(changes=False)


class RandomSuffix(Resource, module="rushhour", name="RandomSuffix"):
    """Tells one life of the stack from the next where something outside outlives it. Not a secret."""

    value: pulumi.Output[str]

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(RandomSuffixProvider(), name, {"value": None}, opts)
