"""The OpenAPI 3.1 document, made of the operations and the schemas that check their requests.

python -m gateway.openapi            writes gateway/openapi.json
python -m gateway.openapi --check    fails where that file is stale
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import Schema

from contracts import errors, fields
from contracts.errors import Refusal
from gateway import api, problems
from gateway.openapi_file import FILE
from gateway.operations import Operation

TAGS = {
    "Practice": "The practice itself, and its defaults for new clients.",
    "Session": "Who you are, and for which account you act.",
    "Credentials": "Your password, authenticator app and API tokens.",
    "Colleagues": "The people of your practice, and their teams.",
    "Clients": "The accounts of your clients.",
    "Drafts": "Clients that are being added.",
    "Client users": "The people of your clients.",
    "Practice requests": "Clients that ask a practice to take them on.",
    "Imports": "Files of clients, and of practice codes.",
    "Invitations": "How a client's people, and colleagues, get in.",
    "Connections": "Accounting software.",
    "Activity": "Who changed what.",
    "Reference": "Lists to choose from.",
}

DESCRIPTION = """Client onboarding for accounting and bookkeeping practices.

Times are RFC 3339 in UTC. Ids are opaque. Errors are `application/problem+json` (RFC 9457) with a stable
`code`, a `detail` written for a person and, for invalid input, one entry in `errors` for each field with
a JSON pointer into what was sent. A POST takes an `Idempotency-Key`: sent again, the request is answered as
the first time, with `Idempotent-Replayed: true`. Each answer bears an `X-Correlation-Id`; give it when you
ask for help."""

_ALWAYS: tuple[type[Refusal], ...] = (
    errors.TooManyRequests,
    errors.InternalError,
    errors.ServiceUnavailable,
)
_BODY: tuple[type[Refusal], ...] = (
    problems.MalformedJson,
    problems.PayloadTooLarge,
    problems.UnsupportedMediaType,
)
_KEYED: tuple[type[Refusal], ...] = (errors.IdempotencyKeyInUse, errors.IdempotencyKeyReused)

_KEY = "^[!-~]([ -~]*[!-~])?$"
_TAG = r'^(\*|"[1-9][0-9]{0,14}(\.[0-9a-f]+)?")$'

_CORRELATION = {"X-Correlation-Id": {"$ref": "#/components/headers/CorrelationId"}}


class _Converter(OpenAPIConverter):
    """Leaves out what only the gateway may send."""

    def fields2jsonschema(self, fields: Mapping[str, Any], *, partial: Any = None) -> dict[str, Any]:
        shown = {name: each for name, each in fields.items() if not each.metadata.get("internal")}
        made: dict[str, Any] = super().fields2jsonschema(shown, partial=partial)  # type: ignore[no-untyped-call]
        return made


class _Plugin(MarshmallowPlugin):
    Converter = _Converter


def document() -> dict[str, Any]:
    """The whole document."""
    plugin = _Plugin(schema_name_resolver=_Names())
    spec = APISpec(
        title="Clientele",
        version="1",
        openapi_version="3.1.0",
        plugins=[plugin],
        info={"description": DESCRIPTION},
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        servers=[{"url": "/"}],
    )
    _add_components(spec)
    _add_refusals(spec)
    if plugin.converter is None:
        raise RuntimeError("apispec has not set the plugin up")
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for operation in api.OPERATIONS:
        paths[operation.path][operation.method.lower()] = _operation(operation, plugin.converter)
    for path, operations in paths.items():
        spec.path(path=path, operations=operations)
    made: dict[str, Any] = spec.to_dict()
    made["x-problems"] = [_problem(each) for each in sorted(_all_refusals(), key=lambda each: each.code)]
    return made


class _Names:
    """Names a schema by its class, and by its context too where two contexts have one of that name."""

    def __init__(self) -> None:
        self._taken: dict[str, type[Schema]] = {}

    def __call__(self, schema: Any) -> str:
        kind: type[Schema] = schema if isinstance(schema, type) else type(schema)
        name = kind.__name__
        if self._taken.setdefault(name, kind) is kind:
            return name
        context = kind.__module__.split(".")[-2].capitalize()
        return f"{context}{name}"


def _add_components(spec: APISpec) -> None:
    spec.components.security_scheme("session", {"type": "http", "scheme": "bearer"})
    spec.components.header(
        "CorrelationId",
        {"description": "Names this request in our logs.", "schema": {"type": "string"}},
    )
    spec.components.schema(
        "FieldError",
        {
            "type": "object",
            "required": ["pointer", "code", "message"],
            "properties": {
                "pointer": {"type": "string", "description": "JSON pointer into what was sent"},
                "code": {"type": "string"},
                "message": {"type": "string", "description": "How to mend it"},
            },
        },
    )
    spec.components.schema(
        "Problem",
        {
            "type": "object",
            "required": ["type", "title", "status", "detail", "code", "correlation_id"],
            "properties": {
                "type": {"type": "string", "format": "uri"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string", "description": "Written for a person"},
                "code": {"type": "string", "description": "Stable"},
                "correlation_id": {"type": "string"},
                "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
            },
        },
    )


def _add_refusals(spec: APISpec) -> None:
    together = {tuple(group) for each in api.OPERATIONS for group in _by_status(each).values()}
    for refusals in sorted(together, key=_response_name):
        spec.components.response(_response_name(refusals), _refused_with(refusals))


def _operation(operation: Operation, converter: OpenAPIConverter) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": _parameters(operation, converter),
        "responses": {str(operation.status): _success(operation), **_refused(operation)},
    }
    if operation.description:
        made["description"] = operation.description
    if operation.takes in ("body", "optional_body"):
        content: dict[str, Any] = {"schema": _body(operation)}
        if operation.example:
            content["example"] = dict(operation.example)
        made["requestBody"] = {
            "required": operation.takes == "body",
            "content": {"application/json": content},
        }
    if operation.uploads:
        file = {"schema": {"type": "string", "format": "binary"}}
        made["requestBody"] = {"required": True, "content": dict.fromkeys(operation.uploads, file)}
    if operation.signed_in == "required":
        made["security"] = [{"session": []}]
    elif operation.signed_in == "optional":
        made["security"] = [{}, {"session": []}]
    return made


def _body(operation: Operation) -> Any:
    request = operation.call.request_schema
    if issubclass(request, fields.Variants):
        return {"oneOf": [form(exclude=operation.parameters) for form in request.forms.values()]}
    return request(exclude=operation.parameters)


def _parameters(operation: Operation, converter: OpenAPIConverter) -> list[dict[str, Any]]:
    declared = fields.instance(operation.request_schema).load_fields
    made: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": converter.field2property(declared[name])}
        for name in operation.parameters
    ]
    if operation.takes == "query":
        made += [
            _query_parameter(name, field, converter)
            for name, field in declared.items()
            if name not in operation.parameters and not field.metadata.get("internal")
        ]
    if operation.method == "POST":
        made.append(
            _header("Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 255, "pattern": _KEY})
        )
    if operation.versioned and operation.method in ("PATCH", "PUT"):
        made.append(_header("If-Match", {"type": "string", "pattern": _TAG}, "The ETag of what you changed"))
    if operation.versioned and operation.method == "GET":
        made.append(_header("If-None-Match", {"type": "string"}, "The ETag of what you have"))
    return made


def _header(name: str, schema: Mapping[str, Any], description: str = "") -> dict[str, Any]:
    made = {"name": name, "in": "header", "required": False, "schema": dict(schema)}
    return {**made, "description": description} if description else made


def _query_parameter(name: str, field: Any, converter: OpenAPIConverter) -> dict[str, Any]:
    schema = dict(converter.field2property(field))
    made = {"name": name, "in": "query", "required": field.required}
    if description := schema.pop("description", None):
        made["description"] = description
    return {**made, "schema": schema}


def _success(operation: Operation) -> dict[str, Any]:
    headers: dict[str, Any] = dict(_CORRELATION)
    if operation.versioned:
        headers["ETag"] = {"schema": {"type": "string"}}
    if operation.location:
        headers["Location"] = {"schema": {"type": "string", "format": "uri-reference"}}
    if operation.method == "POST":
        headers["Idempotent-Replayed"] = {"schema": {"const": "true"}}
    made: dict[str, Any] = {"description": "Done" if operation.writes else "Found", "headers": headers}
    if operation.media is not None:
        made["content"] = {operation.media: {"schema": {"type": "string"}}}
    elif operation.answer_schema is not None:
        content: dict[str, Any] = {"schema": operation.answer_schema}
        if operation.example_answer is not None:
            content["example"] = operation.example_answer
        made["content"] = {"application/json": content}
    return made


def _refused(operation: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        str(status): {"$ref": f"#/components/responses/{_response_name(refusals)}"}
        for status, refusals in _by_status(operation).items()
    }
    if operation.versioned and operation.method == "GET":
        made["304"] = {"description": "You have it already", "headers": dict(_CORRELATION)}
    return made


def _by_status(operation: Operation) -> dict[int, list[type[Refusal]]]:
    found: dict[int, list[type[Refusal]]] = defaultdict(list)
    for refusal in sorted(_refusals(operation), key=lambda each: (each.status, each.code)):
        found[refusal.status].append(refusal)
    return found


def _response_name(refusals: Sequence[type[Refusal]]) -> str:
    return ".".join(each.code for each in refusals)


def _refused_with(refusals: Sequence[type[Refusal]]) -> dict[str, Any]:
    status = refusals[0].status
    headers: dict[str, Any] = dict(_CORRELATION)
    if status in (429, 503):
        headers["Retry-After"] = {"description": "Seconds", "schema": {"type": "integer"}}
    codes = [each.code for each in refusals]
    narrowed = {"type": "object", "properties": {"code": {"enum": codes}, "status": {"const": status}}}
    return {
        "description": "; ".join(each.title for each in refusals),
        "headers": headers,
        "content": {
            "application/problem+json": {
                "schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]}
            }
        },
    }


def _refusals(operation: Operation) -> list[type[Refusal]]:
    found = list(operation.refusals)
    found.append(errors.InvalidInput)
    if operation.signed_in != "no":
        found.append(errors.Unauthenticated)
        if operation.writes:
            found += [problems.CsrfFailed, errors.ScopeRequired]
    if operation.parameters:
        found.append(errors.NotFound)
    if operation.takes in ("body", "optional_body"):
        found += _BODY
    if operation.method == "POST":
        found += _KEYED
    if operation.versioned and operation.method in ("PATCH", "PUT"):
        found.append(errors.StaleVersion)
    return [*dict.fromkeys([*found, *_ALWAYS])]


def _all_refusals() -> set[type[Refusal]]:
    found = {refusal for operation in api.OPERATIONS for refusal in _refusals(operation)}
    return found | {problems.MethodNotAllowed}


def _problem(refusal: type[Refusal]) -> dict[str, Any]:
    return {"code": refusal.code, "status": refusal.status, "title": refusal.title}


def rendered() -> bytes:
    """The document as it is committed."""
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def main(arguments: Sequence[str]) -> int:
    """The command; gives the exit code."""
    current = rendered()
    if "--check" not in arguments:
        FILE.write_bytes(current)
        return 0
    if FILE.exists() and FILE.read_bytes() == current:
        return 0
    print(f"{FILE.name} is stale: run `python -m gateway.openapi`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
