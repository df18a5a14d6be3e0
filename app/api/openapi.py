"""The OpenAPI 3.1 document: what ninja generates, with every answer a caller can get.

ninja knows parameters, bodies and successes. Added here: the problems of each operation, security requirements that say
when nobody has to sign in, the headers of answers, and links.
"""

from typing import Any

from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation

from api.authentication import SESSION, TOKEN, AnyoneAuth
from api.links import links_of
from api.problems import MEDIA_TYPE, Problem
from api.shapes import ProblemDocument

SCHEMES = {id(TOKEN): "accessToken", id(SESSION): "session"}
#: header to its description and the problems' statuses that carry it
PROBLEM_HEADERS = {
    "Retry-After": ("Seconds until it is worth trying again.", {429, 503}),
    "WWW-Authenticate": ("How to authenticate (RFC 6750).", {401}),
    "Allow": ("The methods there are.", {405}),
}


class ShopSchema(OpenAPISchema):
    """The document of one version of the API."""

    def methods(self, operations: list[Operation]) -> dict[str, Any]:
        """One entry a method; HEAD is GET's and is not written down twice."""
        found: dict[str, Any] = super().methods([operation for operation in operations if operation.include_in_schema])
        found.pop("head", None)
        return found

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """ninja counts an operation once a method; GET and HEAD are one operation."""
        self.all_operation_ids.discard(operation.operation_id)
        details: dict[str, Any] = super().operation_details(operation)
        return details

    def operation_parameters(self, operation: Operation) -> list[dict[str, Any]]:
        """Nothing in an address is null: an optional parameter is left out."""
        found: list[dict[str, Any]] = super().operation_parameters(operation)
        for parameter in found:
            parameter["schema"] = _without_null(parameter["schema"])
        return found

    def responses(self, operation: Operation) -> dict[Any, Any]:
        """Successes as ninja has them with what can be done next, then a reference for each problem."""
        links = links_of(operation.operation_id)
        found: dict[Any, Any] = {
            status: {**details, "headers": _headers_of(operation)} | ({"links": links} if links else {})
            for status, details in super().responses(operation).items()
            if status < 400
        }
        for kind in sorted(problems_of(operation), key=lambda kind: kind.value.status):
            found[kind.value.status] = {"$ref": f"#/components/responses/{component_name(kind)}"}
        return found

    def operation_security(self, operation: Operation) -> list[dict[str, Any]] | None:
        """Each way to authenticate; an empty requirement where anybody may call."""
        requirements: list[dict[str, Any]] = []
        for auth in operation.auth_callbacks:
            if isinstance(auth, AnyoneAuth):
                requirements.insert(0, {})
            else:
                name = SCHEMES[id(auth)]
                requirements.append({name: []})
                self.securitySchemes[name] = auth.openapi_security_schema  # type: ignore[attr-defined]  # ninja's AuthBase
        return requirements or None

    def get_components(self) -> dict[str, Any]:
        """ninja's components and the problems."""
        schema = ProblemDocument.model_json_schema(ref_template=REF_TEMPLATE)
        self.add_schema_definitions(schema.pop("$defs"))
        self.add_schema_definitions({"ProblemDocument": schema})
        components: dict[str, Any] = super().get_components()
        components["schemas"] = dict(sorted(components["schemas"].items()))
        components["responses"] = {component_name(kind): _problem_response(kind) for kind in Problem}
        return components


def _headers_of(operation: Operation) -> dict[str, Any]:
    told = {
        "Cache-Control": "`public` where every cache may keep the answer, `private` where it is the caller's own.",
        "RateLimit-Policy": "The caller's limit: `q` requests in `w` seconds. Only on private answers.",
        "RateLimit": "What is left of it: `r` requests, renewed in `t` seconds. Only on private answers.",
    }
    if "GET" in operation.methods:
        told["ETag"] = "Send it as If-None-Match: an answer that has not changed is a 304 without a body."
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in told.items()}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {**kinds[0], **{key: value for key, value in schema.items() if key != "anyOf"}}


def component_name(kind: Problem) -> str:
    """`NotFound` for `not-found`."""
    return kind.value.name.title().replace("-", "")


def problems_of(operation: Operation) -> set[Problem]:
    """Every kind of problem the operation may answer with."""
    sources = {model.__ninja_param_source__ for model in operation.models}
    found = {Problem.INVALID, Problem.TOO_MANY_REQUESTS, Problem.INTERNAL, Problem.UNAUTHENTICATED, Problem.TOO_LARGE}
    if set(operation.methods) - {"GET", "HEAD"}:
        found.add(Problem.FORBIDDEN)
    if "path" in sources:
        found.add(Problem.NOT_FOUND)
    if "body" in sources:
        found |= {Problem.UNREADABLE, Problem.UNSUPPORTED_MEDIA_TYPE}
    declared = {status for status in operation.response_models if isinstance(status, int) and status >= 400}
    return found | {kind for kind in Problem if kind.value.status in declared}


def _problem_response(kind: Problem) -> dict[str, Any]:
    known = kind.value
    shown = {"type": known.type, "title": known.title, "status": known.status, "detail": known.advice}
    shown |= {"instance": "/api/v1/products/oak-bench", "request_id": "7c0b0d6a5e2f4c7c9f1c9a5b8d3e2f10"}
    if kind is Problem.INVALID:
        shown["errors"] = [{"detail": "Field required", "code": "missing", "pointer": "#/quantity"}]
    response: dict[str, Any] = {
        "description": f"{known.title}. {known.advice}",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}, "example": shown}},
    }
    headers = {
        name: {"description": text, "schema": {"type": "string"}}
        for name, (text, statuses) in PROBLEM_HEADERS.items()
        if known.status in statuses
    }
    return response | ({"headers": headers} if headers else {})
