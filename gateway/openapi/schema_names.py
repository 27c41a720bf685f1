"""Schemas as the document names and shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import Schema


class _Converter(OpenAPIConverter):
    """Leaves out what only the gateway may send."""

    def fields2jsonschema(self, fields: Mapping[str, Any], *, partial: Any = None) -> dict[str, Any]:
        shown = {name: each for name, each in fields.items() if not each.metadata.get("internal")}
        made: dict[str, Any] = super().fields2jsonschema(shown, partial=partial)  # type: ignore[no-untyped-call]
        return made


class Plugin(MarshmallowPlugin):
    Converter = _Converter


class SchemaNames:
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
