"""The OpenAPI document as a page for people: plain data for api/docs.html, without scripts or other hosts."""

import re
from typing import Any, NamedTuple

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from api.problems import Problem
from api.v1 import api

CODE = re.compile(r"`([^`]+)`")
STRONG = re.compile(r"\*\*([^*]+)\*\*")
SECURITY = {"accessToken": "token", "session": "session"}


class Field(NamedTuple):
    """A parameter, or a member of a message."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


class Operation(NamedTuple):
    """What can be asked for."""

    id: str
    method: str
    path: str
    summary: str
    description: SafeString
    callers: str
    parameters: list[Field]
    body: list[Field]
    success: list[tuple[str, str, list[Field]]]
    problems: list[str]


class Section(NamedTuple):
    """Operations about one subject."""

    name: str
    description: str
    operations: list[Operation]


def page() -> dict[str, Any]:
    """The context of the template."""
    document = api.get_openapi_schema()
    sections = [Section(tag["name"], tag["description"], []) for tag in document["tags"]]
    by_name = {section.name: section for section in sections}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            by_name[operation["tags"][0]].operations.append(_operation(document, path, method, operation))
    return {
        "title": document["info"]["title"],
        "version": document["info"]["version"],
        "introduction": text(document["info"]["description"]),
        "sections": sections,
        "problems": [kind.value for kind in Problem],
    }


def text(source: str) -> SafeString:
    """Paragraphs with `code` and **strong** words; everything else is escaped."""
    paragraphs = (
        STRONG.sub(r"<strong>\1</strong>", CODE.sub(r"<code>\1</code>", str(conditional_escape(paragraph))))
        for paragraph in source.split("\n\n")
    )
    return format_html_join("\n", "<p>{}</p>", ((mark_safe(paragraph),) for paragraph in paragraphs))  # noqa: S308 - escaped above


def _operation(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Operation:
    required = operation["security"]
    callers = [SECURITY[name] for requirement in required for name in requirement]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    responses = operation["responses"].items()
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=text(operation["description"]),
        callers="anybody" if {} in required else " or ".join(callers),
        parameters=[_parameter(parameter) for parameter in operation.get("parameters", [])],
        body=_members(document, body) if body else [],
        success=[(str(status), *_message(document, response)) for status, response in responses if status < 400],
        problems=[f"{status} {response['$ref'].rpartition('/')[2]}" for status, response in responses if status >= 400],
    )


def _parameter(found: dict[str, Any]) -> Field:
    schema = found["schema"]
    return Field(found["name"], found["in"], kind_of(schema), found["required"], schema.get("description", ""))


def _message(document: dict[str, Any], response: dict[str, Any]) -> tuple[str, list[Field]]:
    schema = response.get("content", {}).get("application/json", {}).get("schema")
    return (kind_of(schema), _members(document, schema)) if schema else ("no content", [])


def _members(document: dict[str, Any], schema: dict[str, Any]) -> list[Field]:
    """The members of an object, or of the items of a list; none of what is neither."""
    schema = schema.get("items", schema)
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    required = schema.get("required", [])
    return [
        Field(name, "body", kind_of(member), name in required, member.get("description", ""))
        for name, member in schema.get("properties", {}).items()
    ]


def kind_of(schema: dict[str, Any]) -> str:
    """The type in words, with its limits."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for word in ("anyOf", "allOf", "oneOf"):
        if word in schema:
            return " or ".join(kind_of(part) for part in schema[word])
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    kind = str(schema.get("type", "anything"))
    if kind == "array":
        return f"list of {kind_of(schema['items'])}"
    limits = [
        f"{words} {schema[key]}"
        for key, words in (
            ("minimum", "from"),
            ("maximum", "to"),
            ("minLength", "at least"),
            ("maxLength", "at most"),
            ("format", "format"),
        )
        if key in schema
    ]
    return ", ".join([kind, *limits])
