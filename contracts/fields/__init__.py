"""Fields with the project's formats. Every message says how to mend the input.

texts           what people write
values          ids, choices, numbers, moments, lists and parts
plain_loading   what has nothing wrong with it, loaded fast
schemas         what requests and results have in common, and how input is checked
field_messages  errors that carry a stable code beside the sentence
"""

from marshmallow import fields, validate

from contracts.fields.field_messages import coded, field_errors
from contracts.fields.schemas import (
    MOST_ERRORS,
    Contract,
    Result,
    SchemaClass,
    Variants,
    dump,
    instance,
    load,
)
from contracts.fields.texts import Name, NewPassword, Pattern, Secret, Text
from contracts.fields.values import Choice, Day, End, Flag, Id, ListOf, Moment, Part, Whole

__all__ = [
    "MOST_ERRORS",
    "Choice",
    "Contract",
    "Day",
    "End",
    "Flag",
    "Id",
    "ListOf",
    "Moment",
    "Name",
    "NewPassword",
    "Part",
    "Pattern",
    "Result",
    "SchemaClass",
    "Secret",
    "Text",
    "Variants",
    "Whole",
    "coded",
    "dump",
    "field_errors",
    "fields",
    "instance",
    "load",
    "validate",
]  # fmt: skip
