"""Every field of the contracts that takes words of people, by the call and the path to it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Any

from marshmallow import Schema
from marshmallow import fields as marshmallow_fields

import contracts
from contracts.accounts.client_fields import PracticeCode
from contracts.connections.webhook_fields import HeaderName, HeaderValue
from contracts.fields import Name, Text
from contracts.fields.schemas import Variants
from contracts.messages import Call

#: Those whose words are any; an address, a number, a code or a link has letters of its own.
_WORDS = (Text, Name, PracticeCode, HeaderName, HeaderValue, marshmallow_fields.String)


@cache
def text_fields() -> dict[str, Any]:
    """`service.method.field`, and the field."""
    return dict(sorted(_found(), key=lambda found: found[0]))


def _found() -> Iterator[tuple[str, Any]]:
    for module in pkgutil.walk_packages(contracts.__path__, "contracts."):
        if not module.name.endswith(("generate", "__main__")):
            for call in vars(importlib.import_module(module.name)).values():
                if isinstance(call, Call):
                    yield from _of_schema(call.request_schema, f"{call.service}.{call.method}")


def _of_schema(schema: type[Schema], path: str) -> Iterator[tuple[str, Any]]:
    if issubclass(schema, Variants):
        for kind, form in schema.forms.items():
            yield from _of_schema(form, f"{path}({kind})")
        return
    for name, field in schema().fields.items():
        yield from _of_field(field, f"{path}.{name}")


def _of_field(field: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(field, marshmallow_fields.Nested):
        yield from _of_schema(type(field.schema), path)
    elif isinstance(field, marshmallow_fields.List):
        yield from _of_field(field.inner, f"{path}[]")
    elif type(field) in _WORDS and not field.metadata.get("internal"):
        yield path, field
