"""Loads what has nothing wrong with it, several times as fast as marshmallow.

A schema's fields become a list of functions once. Whatever is not plainly right is left to marshmallow, which
says what is wrong with it or finds that nothing is; so this decides nothing that marshmallow does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, missing

from contracts.fields.values import Choice, Flag, Id, Part

Load = Callable[[Any], Any]


class NotPlain(Exception):
    """For marshmallow to look at."""


def plain_loading(schema: Schema) -> Load | None:
    """A function that loads as the schema does or raises `NotPlain`; None where the schema does more."""
    if not _says_all(schema):
        return None
    plan = [_Key(name, field) for name, field in schema.fields.items()]
    # Of shapes (`contracts.shapes`): what is made of the fields, and a check of all of them.
    made: Callable[..., Any] | None = getattr(schema, "made", None)
    check: Callable[[Any], None] | None = getattr(schema, "check", None)
    refuses_unknown = schema.unknown == RAISE

    def load(data: Any) -> Any:
        if type(data) is not dict:
            raise NotPlain
        found: dict[str, Any] = {}
        known = sum([key.take(data, found) for key in plan])
        if refuses_unknown and known != len(data):
            raise NotPlain
        if check is not None:
            _check(check, found)
        return found if made is None else made(**found)

    return load


def plain_choice(forms: Mapping[str, Load | None]) -> Load:
    """The same for one of several forms, by `type`."""

    def load(data: Any) -> Any:
        wanted = data.get("type") if type(data) is dict else None
        form = forms.get(wanted) if type(wanted) is str else None
        if form is None:
            raise NotPlain
        return form(data)

    return load


def _says_all(schema: Schema) -> bool:
    """Whether the schema's fields, and what `contracts.shapes` adds to them, are all there is to it."""
    hooks = {name for found in schema._hooks.values() for name, *_ in found}  # noqa: SLF001
    of_shapes = type(schema).load is Schema.load or hasattr(schema, "made")
    return of_shapes and hooks <= {"check"} and not any(each.dump_only for each in schema.fields.values())


def _check(check: Callable[[Any], None], found: dict[str, Any]) -> None:
    try:
        check(found)
    except ValidationError:
        raise NotPlain from None


class _Key:
    """One field: how its value is loaded, and what becomes of none."""

    __slots__ = ("decides_itself", "default", "load", "name", "nullable", "required")

    def __init__(self, name: str, field: fields.Field[Any]) -> None:
        self.name = name
        self.load = _value(field)
        #: What a field says of no value, and of null, where it is not what fields say in general.
        self.decides_itself = type(field).deserialize is not fields.Field.deserialize
        self.nullable, self.required, self.default = field.allow_none, field.required, field.load_default
        if field.data_key is not None or field.attribute is not None:
            raise TypeError(f"{name}: a field under another name")

    def take(self, data: dict[str, Any], found: dict[str, Any]) -> bool:
        """Load the field's value; whether there was one."""
        value = data.get(self.name, missing)
        if self.decides_itself:
            loaded = self.load(value)
            if loaded is not missing:
                found[self.name] = loaded
            return value is not missing
        if value is missing:
            if self.required:
                raise NotPlain
            if self.default is not missing:
                found[self.name] = self.default() if callable(self.default) else self.default
            return False
        if value is not None:
            found[self.name] = self.load(value)
        elif self.nullable:
            found[self.name] = None
        else:
            raise NotPlain
        return True


def _value(field: fields.Field[Any]) -> Load:
    making = _MAKING.get(type(field)) if not field.validators else None
    return _by_marshmallow(field) if making is None else making(field)


def _by_marshmallow(field: fields.Field[Any]) -> Load:
    def load(value: Any) -> Any:
        try:
            return field.deserialize(value)
        except ValidationError:
            raise NotPlain from None

    return load


def _of_type(kind: type) -> Callable[[Any], Load]:
    def make(_field: fields.Field[Any]) -> Load:
        def load(value: Any) -> Any:
            if type(value) is not kind:
                raise NotPlain
            return value

        return load

    return make


def _id(field: Id) -> Load:
    matches = field.form.fullmatch

    def load(value: Any) -> Any:
        if type(value) is not str or matches(value) is None:
            raise NotPlain
        return value

    return load


def _choice(field: Choice) -> Load:
    choices: Mapping[str, str] = field.choices

    def load(value: Any) -> Any:
        found = choices.get(value) if type(value) is str else None
        if found is None:
            raise NotPlain
        return found

    return load


def _list(field: fields.List[Any]) -> Load:
    each = _value(field.inner)
    nullable = field.inner.allow_none

    def load(value: Any) -> Any:
        if type(value) is not list or (not nullable and None in value):
            raise NotPlain
        return [None if item is None else each(item) for item in value]

    return load


def _part(field: fields.Nested) -> Load:
    known = plain_loading(field.schema)
    return known if known is not None and not field.many and field.unknown is None else _by_marshmallow(field)


_MAKING: dict[type, Callable[[Any], Load]] = {
    fields.String: _of_type(str),
    fields.Integer: _of_type(int),
    Flag: _of_type(bool),
    Id: _id,
    Part: _part,
    fields.Nested: _part,
    Choice: _choice,
    fields.List: _list,
}
