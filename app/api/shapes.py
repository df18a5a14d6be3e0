"""What all messages have in common: base classes, a page of a list, text without NUL, and the problem document."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from reviews.plain_text import clean_line, clean_text

#: control characters, and those that reorder what stands after them
_CONTROL = r"\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff"
_SPACE = r"\x20\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
#: one line with something to see on it
ONE_LINE = rf"^[^{_CONTROL}]*[^{_CONTROL}{_SPACE}][^{_CONTROL}]*$"
#: the same on several lines
LINES = rf"^(?:[^{_CONTROL}]|[\t\n\r])*[^{_CONTROL}{_SPACE}](?:[^{_CONTROL}]|[\t\n\r])*$"
#: Postgres stores no NUL
NO_NUL = r"^[^\x00]*$"
Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", min_length=1, max_length=180),
    Field(examples=["oak-bench"]),
]
#: euro with two decimals, as text: a JSON number may be read as binary floating point
Money = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,8}\.[0-9]{2}$"), Field(examples=["12.50"])]


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


#: JSON knows one kind of number: 2.0 is the integer 2 (JSON Schema validation, section 6.1.1)
Whole = Annotated[int, BeforeValidator(_whole)]


class Received(BaseModel):
    """A body from outside: no unknown members, no conversion between types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Sent(BaseModel):
    """A body to outside; members are only what is named."""

    model_config = ConfigDict(extra="ignore")


class FieldError(Sent):
    """One thing that is wrong, and where: `pointer` (RFC 6901) in the body, or `parameter` and where it is."""

    detail: str
    code: str
    pointer: str | None = None
    parameter: str | None = None
    in_: str | None = Field(None, alias="in", examples=["query"])


class ProblemDocument(Sent):
    """What went wrong (RFC 9457). Tell kinds apart by `type`; `detail` is for people and may change."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="the kind, a path of this API's documentation")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str = Field(description="the path that was asked for")
    request_id: str | None = Field(None, description="quote it when you ask for help")
    errors: list[FieldError] | None = None


def one_line(most: int) -> Any:
    """The type of a text of one line, cleaned as the forms do it."""
    return Annotated[
        str, StringConstraints(pattern=ONE_LINE, min_length=1, max_length=most), _cleaned(clean_line, most)
    ]


def lines(most: int) -> Any:
    """The type of a text of several lines, cleaned as the forms do it."""
    return Annotated[str, StringConstraints(pattern=LINES, min_length=1, max_length=most), _cleaned(clean_text, most)]


def _cleaned(clean: Callable[[str], str], most: int) -> AfterValidator:
    def validate(text: str) -> str:
        cleaned = clean(text)
        # Composing (NFC) makes a few characters longer.
        if len(cleaned) > most:
            raise ValueError(f"The text has more than {most} characters once it is composed.")
        return cleaned

    return AfterValidator(validate)


def example(**members: Any) -> ConfigDict:
    """Configuration of a message with one example."""
    return ConfigDict(json_schema_extra={"examples": [members]})
