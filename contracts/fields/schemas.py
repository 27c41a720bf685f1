"""What schemas of requests and results have in common, and how input is checked against one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, missing

from contracts.errors import InvalidInput
from contracts.fields.field_messages import coded, field_errors
from contracts.fields.plain_loading import Load, NotPlain, plain_choice, plain_loading

SchemaClass = type[Schema]

#: Of more no one person mends the next before the first.
MOST_ERRORS = 20


class Contract(Schema):
    """Base of schemas for requests: unknown fields are refused."""

    class Meta:
        unknown = RAISE

    error_messages = {
        "unknown": coded("unknown_field", "This field is not known here."),
        "type": coded("wrong_type", "Send an object."),
    }


class Variants(Contract):
    """A request in one of several forms; which one, a field `type` of each tells.

    The first form reports what is wrong with a type that is none.
    """

    forms: ClassVar[Mapping[str, type[Schema]]]

    def load(self, data: Any, **options: Any) -> Any:
        wanted = data.get("type") if isinstance(data, Mapping) else None
        form = self.forms.get(wanted) if isinstance(wanted, str) else None
        return instance(form or next(iter(self.forms.values()))).load(data, **options)


class Result(Schema):
    """Base of schemas for results and events: readers pass over fields they do not know."""

    class Meta:
        unknown = EXCLUDE


_SCHEMAS: dict[type[Schema], Schema] = {}
_PLAIN: dict[type[Schema], Load | None] = {}
_DEFAULTS: dict[type[Schema], list[tuple[str, Any]]] = {}


def instance(schema: type[Schema]) -> Schema:
    """The schema, built once: building one costs more than using it."""
    found = _SCHEMAS.get(schema)
    if found is None:
        found = _SCHEMAS[schema] = schema()
    return found


def dump(schema: type[Schema], data: Any) -> dict[str, Any]:
    """`data` as a message carries it: without what is loaded where nothing is given.

    A reader of the release before refuses a command's field that it does not know.
    """
    if schema not in _DEFAULTS:
        declared = instance(schema).fields.items()
        _DEFAULTS[schema] = [(n, f.load_default) for n, f in declared if f.load_default is not missing]
    dumped: dict[str, Any] = instance(schema).dump(data)
    for name, default in _DEFAULTS[schema]:
        if dumped[name] == default:
            del dumped[name]
    return dumped


def load(schema: type[Schema], data: Any) -> Any:
    """Check `data` and give it back normalised. Raises `InvalidInput`, with the first twenty errors."""
    if schema not in _PLAIN:
        _PLAIN[schema] = _plain(schema)
    plain = _PLAIN[schema]
    if plain is not None:
        with suppress(NotPlain):
            return plain(data)
    try:
        return instance(schema).load(data)
    except ValidationError as error:
        raise InvalidInput(field_errors(error.messages)[:MOST_ERRORS]) from None


def _plain(schema: type[Schema]) -> Load | None:
    if issubclass(schema, Variants):
        return plain_choice({kind: _plain(form) for kind, form in schema.forms.items()})
    return plain_loading(instance(schema))
