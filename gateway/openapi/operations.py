"""One method on one path."""

from __future__ import annotations

from typing import Any

from apispec.ext.marshmallow.openapi import OpenAPIConverter

from contracts import fields
from gateway.api.operations import Operation
from gateway.openapi import headers
from gateway.openapi.refusals import by_status, response_name


def described(operation: Operation, converter: OpenAPIConverter) -> dict[str, Any]:
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
    made += headers.of_request(operation)
    return made


def _query_parameter(name: str, field: Any, converter: OpenAPIConverter) -> dict[str, Any]:
    schema = dict(converter.field2property(field))
    made = {"name": name, "in": "query", "required": field.required}
    if description := schema.pop("description", None):
        made["description"] = description
    if "enum" in schema:
        # An address has no null: what is left out is not there.
        schema["enum"] = [each for each in schema["enum"] if each is not None]
    return {**made, "schema": schema}


def _success(operation: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "description": "Done" if operation.writes else "Found",
        "headers": headers.of_answer(operation),
    }
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
        str(status): {"$ref": f"#/components/responses/{response_name(refusals)}"}
        for status, refusals in by_status(operation).items()
    }
    if operation.versioned and operation.method == "GET":
        made["304"] = {"description": "You have it already", "headers": dict(headers.CORRELATION)}
    return made
