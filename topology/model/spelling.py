"""Texts of one spelling, said in words where a regular expression would be no answer."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

SPELLING = "spelling"  # pydantic's type of the error; its context has `words`


def spelt(words: str) -> WrapValidator:
    """Stands behind `Field(pattern=...)` in an `Annotated`; the pattern stays in the JSON schema.

    Args:
        words: what the text should be, with an example.
    """

    def say(value: Any, accepts: ValidatorFunctionWrapHandler) -> Any:
        try:
            return accepts(value)
        except ValidationError as error:
            if not isinstance(value, str):
                raise
            raise PydanticCustomError(
                SPELLING, "it is not {name}", {"words": words, "name": words.split(",")[0]}
            ) from error

    return WrapValidator(say)
