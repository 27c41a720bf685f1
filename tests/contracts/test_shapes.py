"""Shapes: one annotation says the type and what is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, NotRequired, TypedDict

import pytest
from marshmallow import ValidationError

from contracts import fields, shapes
from contracts.accounts import CREATE_CLIENT, CreateBusiness, CreateSelfEmployed, IncomeSource
from contracts.connections import BEGIN_AUTHORIZATION
from contracts.errors import InvalidInput
from contracts.fields import ListOf, Name, Text
from contracts.messages import Message
from contracts.shapes import Described, Internal, Labelled, RequestShape
from contracts.subscriptions import CALLS, COMMANDS, EVENTS


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wheel(RequestShape):
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MakeCar(RequestShape):
    """A car to make."""

    name: Annotated[str, Name("the car's name")]
    colour: Annotated[Colour, Labelled("a colour")] = Colour.RED
    spare: Annotated[Wheel, Labelled("the spare wheel")] | None = None
    wheels: list[Wheel] = field(default_factory=list)
    notes: Annotated[list[str], ListOf(Text("a note"), longest=2)] = field(default_factory=list)


class ChangeCar(TypedDict, total=False):
    name: Annotated[str, Name("the car's name")] | None
    colour: Colour


class Car(TypedDict):
    id: str
    colour: Colour
    owner: str | None
    doors: NotRequired[Annotated[int, Described("As built")]]
    secret: NotRequired[Annotated[dict[str, object], Internal()]]


def loads(shape: object, data: object) -> object:
    return fields.load(shapes.schema_of(shape, "request"), data)


def test_a_request_becomes_its_dataclass_and_so_does_what_is_inside_it() -> None:
    assert loads(MakeCar, {"name": " Mini ", "colour": "blue", "wheels": [{"size": 4}]}) == MakeCar(
        name="Mini", colour=Colour.BLUE, wheels=[Wheel(size=4)]
    )


def test_what_has_a_default_need_not_be_given_and_all_else_must() -> None:
    assert loads(MakeCar, {"name": "Mini"}) == MakeCar(name="Mini")
    with pytest.raises(InvalidInput) as refused:
        loads(MakeCar, {"spare": {}, "colour": None})
    assert {(each["pointer"], each["code"]) for each in refused.value.errors} == {
        ("/name", "required"),
        ("/colour", "required"),
        ("/spare/size", "invalid"),
    }


def test_an_enum_takes_its_words_and_no_others_and_is_loaded_as_its_member() -> None:
    made = loads(MakeCar, {"name": "Mini", "colour": "blue"})
    assert isinstance(made, MakeCar)
    assert made.colour is Colour.BLUE
    with pytest.raises(InvalidInput, match="red, blue"):
        loads(MakeCar, {"name": "Mini", "colour": "green"})


def test_a_partial_request_holds_what_was_given() -> None:
    assert loads(ChangeCar, {}) == {}
    assert loads(ChangeCar, {"name": None}) == {"name": None}
    with pytest.raises(InvalidInput):
        loads(ChangeCar, {"colour": None})


def test_requests_refuse_what_they_do_not_know_and_results_pass_over_it() -> None:
    with pytest.raises(InvalidInput) as refused:
        loads(ChangeCar, {"price": 1})
    assert refused.value.errors[0]["code"] == "unknown_field"
    car = {"id": "1", "colour": "red", "owner": None}
    assert fields.load(shapes.schema_of(Car), {**car, "price": 1}) == car


def test_notes_become_metadata() -> None:
    declared = fields.instance(shapes.schema_of(Car)).fields
    assert declared["doors"].metadata["description"] == "As built"
    assert declared["secret"].metadata["internal"] is True
    assert [name for name, each in declared.items() if each.required] == ["id", "colour", "owner"]


def test_a_schema_is_made_once_and_is_called_as_its_shape() -> None:
    made = shapes.schema_of(MakeCar, "request")
    assert shapes.schema_of(MakeCar, "request") is made
    assert (made.__name__, made.__doc__) == ("MakeCar", "A car to make.")


def test_a_request_travels_without_what_would_be_so_anyway() -> None:
    """A part of the release before refuses what it does not know, so only what is meant is sent."""
    request = MakeCar(name="Mini", spare=Wheel(size=4), wheels=[Wheel(size=5)])
    assert shapes.arguments_of(request) == {"name": "Mini", "spare": {"size": 4}, "wheels": [{"size": 5}]}
    assert loads(MakeCar, shapes.arguments_of(request)) == request


def test_forms_are_told_apart_by_their_type() -> None:
    business = fields.load(CREATE_CLIENT.request_schema, {"type": "business", "name": "Acme"})
    assert isinstance(business, CreateBusiness)
    person = {"type": "self_employed", "name": "Jo", "email": "jo@jo.example"}
    sources = [{"name": "Vans", "type": "self_employment"}]
    found = fields.load(CREATE_CLIENT.request_schema, {**person, "income_sources": sources})
    assert isinstance(found, CreateSelfEmployed)
    assert isinstance(found.income_sources[0], IncomeSource)


def test_a_shape_can_check_its_fields_together() -> None:
    named = {"provider": "xero", "client_id": f"client_{'0' * 26}", "draft_id": f"draft_{'0' * 26}"}
    with pytest.raises(InvalidInput) as refused:
        fields.load(BEGIN_AUTHORIZATION.request_schema, named)
    assert [(each["pointer"], each["code"]) for each in refused.value.errors] == [("/draft_id", "one_of")]


def test_what_is_no_shape_is_refused_when_the_schema_is_made() -> None:
    with pytest.raises(TypeError, match="neither a dataclass nor a TypedDict"):
        shapes.schema_of(object)


@pytest.mark.parametrize("schema", [call.request_schema for call in CALLS], ids=lambda each: each.__name__)
def test_every_request_says_what_is_wrong_with_nonsense(schema: fields.SchemaClass) -> None:
    with pytest.raises(ValidationError):
        fields.instance(schema).load({"nonsense": 1})


def test_every_call_and_message_has_its_schema() -> None:
    for call in CALLS:
        assert call.result is None or call.result_schema is not None
    messages: tuple[Message, ...] = (*EVENTS, *COMMANDS)
    for message in messages:
        assert message.aggregate in message.schema().fields
