"""The whole document."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import orjson
from apispec import APISpec

from gateway.api.resources import OPERATIONS
from gateway.openapi.descriptions import DESCRIPTION, TAGS
from gateway.openapi.operations import described
from gateway.openapi.refusals import add_refusals, all_refusals, problem
from gateway.openapi.schema_names import Plugin, SchemaNames


def document() -> dict[str, Any]:
    """The whole document."""
    plugin = Plugin(schema_name_resolver=SchemaNames())
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
    add_refusals(spec)
    if plugin.converter is None:
        raise RuntimeError("apispec has not set the plugin up")
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for operation in OPERATIONS:
        paths[operation.path][operation.method.lower()] = described(operation, plugin.converter)
    for path, operations in paths.items():
        spec.path(path=path, operations=operations)
    made: dict[str, Any] = spec.to_dict()
    made["x-problems"] = [problem(each) for each in sorted(all_refusals(), key=lambda each: each.code)]
    return made


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


def rendered() -> bytes:
    """The document as it is committed."""
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
