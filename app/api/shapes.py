"""What all messages have in common: base classes, a page of a list, text without NUL, and the problem document."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

#: Postgres stores no NUL
NO_NUL = r"^[^\x00]*$"
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", min_length=1, max_length=180)]
#: euro with two decimals, as text: a JSON number may be read as binary floating point
Money = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,8}\.[0-9]{2}$"), Field(examples=["12.50"])]


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


def example(**members: Any) -> ConfigDict:
    """Configuration of a message with one example."""
    return ConfigDict(json_schema_extra={"examples": [members]})
