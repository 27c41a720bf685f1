"""Marshmallow schemas made from annotations: a shape is written once, and says both its type and its checks.

A shape is a frozen dataclass or a `TypedDict`. An annotation may name its field (`Annotated[str, Email()]`);
where the type says enough (`str`, `int`, an enum, `list[Step]`, another shape) it need not. `required`
follows from "has no default" or "is not `NotRequired`", `allow_none` from `| None`, `load_default` from the
default.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from marshmallow import Schema, missing, validates_schema
from marshmallow import fields as marshmallow_fields

from contracts.fields import Choice, Contract, Flag, Moment, Part, Result, SchemaClass, Variants

#: Requests refuse fields that they do not know; results and messages pass over them.
Role = Literal["request", "result"]

_BASES: dict[Role, SchemaClass] = {"request": Contract, "result": Result}
_SIMPLE: dict[object, Callable[[], marshmallow_fields.Field[Any]]] = {
    str: marshmallow_fields.String,
    int: marshmallow_fields.Integer,
    float: marshmallow_fields.Float,
    bool: Flag,
    date: marshmallow_fields.Date,
    datetime: Moment,
}
_made: dict[tuple[object, Role], SchemaClass] = {}


@dataclass(frozen=True, slots=True)
class Labelled:
    """What messages about a choice or an object inside a request call it: "Enter the owner."."""

    label: str


@dataclass(frozen=True, slots=True)
class Described:
    """What documentation says of a field."""

    text: str


@dataclass(frozen=True, slots=True)
class Internal:
    """A field that only the gateway may give: documentation leaves it out."""


class RequestShape:
    """Base of requests that are dataclasses."""

    __slots__ = ()


def names_of(shape: type) -> tuple[str, ...]:
    """The names of the fields of a dataclass or a `TypedDict`."""
    if is_typeddict(shape):
        return tuple(shape.__annotations__)
    return tuple(field.name for field in dataclasses.fields(cast(Any, shape)))


def as_given(shape: object) -> dict[str, Any]:
    """The fields of a shape by name, each as it is: a dataclass inside stays one."""
    if isinstance(shape, dict):
        return dict(shape)
    return {field.name: getattr(shape, field.name) for field in dataclasses.fields(cast(Any, shape))}


def value_of(shape: object, name: str) -> Any:
    """One field of a shape, whether it is a dataclass or a `TypedDict`."""
    return shape[name] if isinstance(shape, dict) else getattr(shape, name)


ValueT = TypeVar("ValueT")


def given(kind: type[ValueT], value: object) -> ValueT:  # noqa: ARG001  `kind` says what it is taken for
    """What a caller entered, such as a form's text, on its way to the service that checks it as a `kind`."""
    return cast(ValueT, value)


def schema_of(shape: object, role: Role = "result") -> SchemaClass:
    """The schema of a shape, made once; of several shapes (`A | B`), one that tells them apart by `type`."""
    found = _made.get((shape, role))
    if found is None:
        found = _made[shape, role] = _make(shape, role)
    return found


def arguments_of(request: Any) -> Mapping[str, Any]:
    """A request as it travels: without what is as it would be anyway, which older services may not know."""
    if not isinstance(request, RequestShape):
        given: Mapping[str, Any] = request
        return given
    return {
        field.name: _plain(getattr(request, field.name))
        for field in dataclasses.fields(request)  # type: ignore[arg-type]
        if getattr(request, field.name) != _default(field)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, RequestShape):
        return arguments_of(value)
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _make(shape: object, role: Role) -> SchemaClass:
    if isinstance(shape, type) and issubclass(shape, Schema):
        return shape
    if get_origin(shape) in (UnionType, Union):
        raise TypeError("give a choice of shapes a name: `forms`")
    if not isinstance(shape, type):
        raise TypeError(f"no shape: {shape!r}")
    declared = _fields_of(shape, role)
    body: dict[str, Any] = {
        "__doc__": shape.__dict__.get("__doc__"),
        "__module__": shape.__module__,
        **declared,
    }
    check = shape.__dict__.get("check")
    if check is not None:
        body["check"] = validates_schema(lambda _schema, data, **_options: check(data))
    if dataclasses.is_dataclass(shape):
        body["__doc__"] = _written_doc(shape)
        body["load"] = _loading(_BASES[role], shape)
        body["made"] = staticmethod(shape)
    return type(shape.__name__, (_BASES[role],), body)


def _written_doc(shape: type) -> str | None:
    """The docstring, where somebody wrote one: dataclasses make their own otherwise."""
    text = shape.__doc__
    return None if text is None or text.startswith(f"{shape.__name__}(") else text


def _loading(base: SchemaClass, shape: type) -> Callable[..., Any]:
    load = base.load

    def loaded(self: Schema, data: Any, **options: Any) -> Any:
        given = load(self, data, **options)
        # A schema of a part of the fields has no whole shape to give.
        return given if self.exclude else shape(**given)

    return loaded


def _fields_of(shape: type, role: Role) -> dict[str, marshmallow_fields.Field[Any]]:
    hints = get_type_hints(shape, include_extras=True)
    if dataclasses.is_dataclass(shape):
        return {
            field.name: _field(hints[field.name], role, default=_load_default(field))
            for field in dataclasses.fields(shape)
        }
    if not is_typeddict(shape):
        raise TypeError(f"{shape.__name__} is neither a dataclass nor a TypedDict")
    optional: frozenset[str] = shape.__optional_keys__  # type: ignore[attr-defined]
    return {name: _of_key(hint, role, name in optional) for name, hint in hints.items()}


def _of_key(hint: object, role: Role, optional: bool) -> marshmallow_fields.Field[Any]:
    if get_origin(hint) in (NotRequired, Required):
        optional = get_origin(hint) is NotRequired
        hint = get_args(hint)[0]
    made = _field(hint, role)
    made.required = made.required and not optional
    return made


def _load_default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    return missing if field.default_factory is dataclasses.MISSING else field.default_factory


def _default(field: dataclasses.Field[Any]) -> Any:
    found = _load_default(field)
    return found() if callable(found) and found is not missing else found


def _field(hint: object, role: Role, default: Any = missing) -> marshmallow_fields.Field[Any]:
    """The field of an annotation; `default` is what is loaded where nothing is given."""
    kind, nullable = _without_none(hint)
    made = _named_field(kind, role)
    if default is not missing:
        made.load_default = default
    made.required = made.load_default is missing
    made.allow_none = nullable or made.allow_none or made.load_default is None
    choices = made.metadata.get("enum")
    if made.allow_none and choices is not None:
        # By JSON Schema, what is not in the list is refused, whatever the type says.
        made.metadata = {**made.metadata, "enum": [*choices, None]}
    return made


def _without_none(hint: object) -> tuple[object, bool]:
    if get_origin(hint) not in (UnionType, Union):
        return hint, False
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    if len(kinds) != 1:
        raise TypeError(f"one kind of value, or None: {hint!r}")
    return kinds[0], True


def _named_field(kind: object, role: Role) -> marshmallow_fields.Field[Any]:
    if get_origin(kind) is not Annotated:
        return _derived(kind, role, None)
    inner, *notes = get_args(kind)
    named = [note for note in notes if isinstance(note, marshmallow_fields.Field)]
    labels = [note.label for note in notes if isinstance(note, Labelled)]
    made = copy.deepcopy(named[-1]) if named else _derived(inner, role, labels[-1] if labels else None)
    for note in notes:
        if isinstance(note, Described):
            made.metadata = {**made.metadata, "description": note.text}
        elif isinstance(note, Internal):
            made.metadata = {**made.metadata, "internal": True}
    return made


def _derived(kind: object, role: Role, label: str | None) -> marshmallow_fields.Field[Any]:
    simple = _SIMPLE.get(kind)
    if simple is not None:
        return simple()
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Choice(kind) if label is None else Choice(kind, label)
    if get_origin(kind) is list:
        return marshmallow_fields.List(_field(get_args(kind)[0], role))
    if get_origin(kind) is dict:
        return _dictionary(get_args(kind)[1], role)
    nested = schema_of(kind, role)
    return Part(nested) if label is None else Part(nested, label)


def _dictionary(values: object, role: Role) -> marshmallow_fields.Field[Any]:
    if values is object:
        return marshmallow_fields.Dict()
    return marshmallow_fields.Dict(keys=marshmallow_fields.String(), values=_field(values, role))


def forms(name: str, doc: str, of: Mapping[str, type]) -> type[Variants]:
    """A request in one of several forms, by the `type` of each."""
    made = {kind: schema_of(shape, "request") for kind, shape in of.items()}
    return type(
        name, (Variants,), {"__doc__": doc, "__module__": next(iter(of.values())).__module__, "forms": made}
    )
