"""The base of every noun in the topology: frozen, closed (unknown keys are refused) and camelCase in the stack file."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Noun(BaseModel):
    """A part of the deployment.

    Stack files spell keys in camelCase, as Pulumi and Helm users expect (`poolSize`); Python spells them in snake_case.
    Values are not coerced across types: `replicas: "3"` is an error, not a 3, since the next reader may be less kind.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        populate_by_name=True,
        validate_default=True,
    )
