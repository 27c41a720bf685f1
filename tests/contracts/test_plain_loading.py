"""Loading what has nothing wrong with it: as marshmallow does, whatever comes, with its errors."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from marshmallow import Schema, ValidationError
from marshmallow import fields as marshmallow_fields

from contracts import fields
from contracts.errors import InvalidInput
from contracts.fields.field_messages import field_errors
from contracts.fields.plain_loading import plain_loading
from contracts.fields.schemas import MOST_ERRORS, SchemaClass, Variants
from contracts.subscriptions import CALLS, COMMANDS, EVENTS

SCHEMAS: dict[str, SchemaClass] = {
    **{event.type: event.schema for event in EVENTS},
    **{command.type: command.schema for command in COMMANDS},
    **{f"{call.service}.{call.method}": call.request_schema for call in CALLS},
}
ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
ODD: tuple[Any, ...] = (None, "", "x", " x ", 1, -1, 1.0, 1.5, True, False, [], ["x"], [None], {}, {"a": 1})
DRAWS = 150


#: What may well be right for a field of a kind.
RIGHT: tuple[tuple[type, Callable[[Any, random.Random], Any]], ...] = (
    (fields.Id, lambda field, _: f"{field.prefix}_{ULID}"),
    (fields.Choice, lambda field, draw: draw.choice(list(field.choices))),
    (marshmallow_fields.Boolean, lambda _, draw: draw.random() < 0.5),
    (marshmallow_fields.Integer, lambda _, draw: draw.choice((1, 2, 50))),
    (marshmallow_fields.AwareDateTime, lambda *_: "2026-01-02T03:04:05Z"),
    (marshmallow_fields.Date, lambda *_: "2026-01-02"),
    (
        marshmallow_fields.List,
        lambda field, draw: [right(field.inner, draw) for _ in range(draw.randrange(3))],
    ),
    (marshmallow_fields.Nested, lambda field, draw: given(field.schema, draw)),
    (marshmallow_fields.Dict, lambda *_: {}),
)
TEXTS = ("Ann Smith", "ann@smith.example", "62012", "GBP", "GB", ULID)


def right(field: Any, draw: random.Random) -> Any:
    made = next((make for kind, make in RIGHT if isinstance(field, kind)), None)
    return draw.choice(TEXTS) if made is None else made(field, draw)


def given(schema: Schema, draw: random.Random, odd: float = 0.0) -> dict[str, Any]:
    """Data for a schema; of so many fields something odd, and sometimes one that is not known."""
    found: dict[str, Any] = {}
    if isinstance(schema, Variants):
        kind = draw.choice(list(schema.forms))
        return {**given(fields.instance(schema.forms[kind]), draw, odd), "type": kind}
    for name, field in schema.fields.items():
        if draw.random() < odd:
            found[name] = draw.choice(ODD)
        elif field.required or draw.random() < 0.5:
            found[name] = right(field, draw)
    if draw.random() < odd:
        found["unheard_of"] = 1
    return found


def outcome(load: Any, *arguments: Any) -> tuple[str, Any]:
    try:
        return "loaded", load(*arguments)
    except ValidationError as error:
        return "refused", field_errors(error.messages)[:MOST_ERRORS]
    except InvalidInput as error:
        return "refused", error.errors


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_is_loaded_is_what_marshmallow_loads(name: str) -> None:
    schema, draw = SCHEMAS[name], random.Random(name)  # noqa: S311  nothing secret: the same draws at each run
    for number in range(DRAWS):
        known = fields.instance(schema)
        data = given(known, draw, odd=(number % 3) * 0.1) if number else draw.choice(ODD)
        slowly = outcome(known.load, data)
        assert outcome(fields.load, schema, data) == slowly, data
        if slowly[0] == "loaded":
            assert repr(fields.load(schema, data)) == repr(slowly[1])


def least(schema: Schema, draw: random.Random) -> dict[str, Any]:
    """What must be said and nothing else, in which nothing is wrong where a few hundred draws find it."""
    found: dict[str, Any] = {}
    for _ in range(300):
        found = {name: right(field, draw) for name, field in schema.fields.items() if field.required}
        if outcome(schema.load, found)[0] == "loaded":
            break
    return found


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_field_that_is_odd_by_itself_comes_to_the_same(name: str) -> None:
    """A field that nobody may say is refused even where it says nothing: `"crn": null`."""
    schema, draw = SCHEMAS[name], random.Random(name)  # noqa: S311  as above
    forms = schema.forms if issubclass(schema, Variants) else {None: schema}
    for kind, form in forms.items():
        known = fields.instance(form)
        begun = {**least(known, draw), **({"type": kind} if kind else {})}
        for field in known.fields:
            for odd in ODD:
                data = {**begun, field: odd}
                slowly = outcome(fields.instance(schema).load, data)
                assert outcome(fields.load, schema, data) == slowly, data


def test_events_are_loaded_fast() -> None:
    slow = [event.type for event in EVENTS if plain_loading(fields.instance(event.schema)) is None]
    assert slow == []
