"""Ids, choices, numbers, moments, and lists and parts of others."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from marshmallow import Schema, ValidationError, fields

from contracts.fields.field_messages import coded, messages_of

_ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}"


class Id(fields.String):
    """An opaque id: a type prefix and a ULID, such as `client_01ARZ3NDEKTSV4RRFFQ69G5FAV`."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        self.form = re.compile(f"{prefix}_{_ULID}")
        kwargs.setdefault("error_messages", messages_of(f"an id that starts with {prefix}_", "text"))
        super().__init__(metadata={"pattern": f"^{prefix}_{_ULID}$"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not self.form.fullmatch(text):
            raise ValidationError(coded("invalid_id", f"Use an id that starts with {self.prefix}_."))
        return text


class Choice(fields.String):
    """One of a fixed set of words; of an enum's, the member is loaded."""

    def __init__(self, choices: Iterable[str], label: str = "one of the choices", **kwargs: Any) -> None:
        self.choices = {str(choice): choice for choice in choices}
        kwargs.setdefault("error_messages", messages_of(label, "text"))
        super().__init__(metadata={"enum": list(self.choices)}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text not in self.choices:
            raise ValidationError(coded("not_a_choice", f"Choose one of: {', '.join(self.choices)}."))
        return self.choices[text]


class Flag(fields.Boolean):
    """true or false, and nothing that merely looks like it."""

    truthy = {True}
    falsy = {False}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", messages_of("true or false", "true or false"))
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if value is True or value is False:
            return bool(value)
        raise self.make_error("invalid")


class Whole(fields.Integer):
    """A whole number between two bounds: digits in a query are one, and so is 1.0, as in JSON Schema."""

    def __init__(self, low: int, high: int, **kwargs: Any) -> None:
        self.low, self.high = low, high
        kwargs.setdefault("error_messages", messages_of("a whole number", "a whole number"))
        metadata = {"minimum": low, "maximum": high, **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,18}", value):
            raise self.make_error("invalid")
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            raise self.make_error("invalid")
        number = super()._deserialize(value, attr, data, **kwargs)
        if number is None or not self.low <= number <= self.high:
            raise ValidationError(
                coded("out_of_range", f"Use a whole number from {self.low} to {self.high}.")
            )
        return int(number)


class ListOf(fields.List[Any]):
    """A list with a longest length."""

    def __init__(self, inner: fields.Field[Any], *, longest: int, shortest: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", messages_of("a list", "a list"))
        self.longest, self.shortest = longest, shortest
        metadata = {"maxItems": longest, "minItems": shortest}
        super().__init__(inner, metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        # Before its items are looked at, which takes a while for very many.
        if isinstance(value, list | tuple):
            self._check_length(value)
        return super()._deserialize(value, attr, data, **kwargs)

    def _check_length(self, values: Sequence[Any]) -> None:
        if len(values) > self.longest:
            raise ValidationError(coded("too_many", f"Send at most {self.longest}."))
        if len(values) < self.shortest:
            raise ValidationError(coded("too_few", f"Send at least {self.shortest}."))


class Part(fields.Nested):
    """An object inside an object."""

    def __init__(self, nested: type[Schema], label: str = "this part", **kwargs: Any) -> None:
        messages = messages_of(label, "an object")
        kwargs.setdefault("error_messages", {**messages, "type": messages["invalid"]})
        super().__init__(nested, **kwargs)


class Day(fields.Date):
    """A day of the calendar, such as 2026-11-30."""

    def __init__(self, **kwargs: Any) -> None:
        messages = messages_of("a day", "a day such as 2026-11-30")
        kwargs.setdefault("error_messages", {**messages, "format": messages["invalid"]})
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime.date:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return super()._deserialize(value, attr, data, **kwargs)


_EARLIEST = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_LATEST = datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)


class End(fields.AwareDateTime):
    """When something is to end, RFC 3339 with a zone. Whether it is ahead, no schema knows."""

    def __init__(self, label: str = "an end", **kwargs: Any) -> None:
        form = coded("invalid_format", "Enter a time like 2026-11-02T17:30:00Z.")
        messages = {
            **messages_of(label, "a time"),
            "invalid": form,
            "invalid_awareness": form,
            "format": form,
        }
        kwargs.setdefault("error_messages", messages)
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime.datetime:
        if not isinstance(value, str) or len(value) > 40:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        try:
            at: datetime.datetime = super()._deserialize(value, attr, data, **kwargs).astimezone(datetime.UTC)
        except OverflowError:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from None
        if not _EARLIEST <= at < _LATEST:
            raise ValidationError(coded("out_of_range", "Use a year from 1970 to 2199."))
        return at


class Moment(fields.AwareDateTime):
    """A time, RFC 3339 in UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)
