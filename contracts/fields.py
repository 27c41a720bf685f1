"""Fields with the project's formats, and errors that carry a stable code beside the sentence.

marshmallow reports errors as text; ours start with `code` and a separator, which `field_errors`
takes apart again. Every message says how to mend the input.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate

from contracts.characters import VISIBLE, is_visible, lines, one_line, without_ignorable
from contracts.errors import FieldError, InvalidInput

SchemaClass = type[Schema]

_SEPARATOR = "\x1f"
#: With halves of surrogate pairs, which are no characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
#: As JSON Schema, for documentation: something that is seen, and nothing that cannot be printed.
_WRITTEN = rf"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*{VISIBLE}[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
#: What comes along with pasted text may make it so many times as long as what is kept of it.
_RAW = 4
#: Of more no one person mends the next before the first.
MOST_ERRORS = 20
_ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}"


def coded(code: str, message: str) -> str:
    """A marshmallow message that carries a stable code."""
    return f"{code}{_SEPARATOR}{message}"


class Contract(Schema):
    """Base of schemas for what is asked: unknown fields are refused."""

    class Meta:
        unknown = RAISE

    error_messages = {
        "unknown": coded("unknown_field", "This field is not known here."),
        "type": coded("wrong_type", "Send an object."),
    }


class Variants(Contract):
    """What is asked in one of several forms; which one, a field `type` of each tells.

    The first form reports what is wrong with a type that is none.
    """

    forms: ClassVar[Mapping[str, type[Schema]]]

    def load(self, data: Any, **options: Any) -> Any:
        wanted = data.get("type") if isinstance(data, Mapping) else None
        form = self.forms.get(wanted) if isinstance(wanted, str) else None
        return instance(form or next(iter(self.forms.values()))).load(data, **options)


class Result(Schema):
    """Base of schemas for what is answered or told: readers pass over fields they do not know."""

    class Meta:
        unknown = EXCLUDE


def _messages(label: str | None, wanted: str) -> dict[str, str]:
    name = label or "a value"
    return {
        "required": coded("required", f"Enter {name}."),
        "null": coded("required", f"Enter {name}."),
        "invalid": coded("wrong_type", f"Send {wanted}."),
        "invalid_utf8": coded("wrong_type", "Send UTF-8 text."),
    }


class Text(fields.String):
    """Text as people paste it: trimmed, NFC, in one line unless `multiline`, without marks that nobody sees.

    Control characters are refused, and where it has a shortest length so is what shows nothing.
    """

    def __init__(
        self,
        label: str = "a value",
        *,
        longest: int = 200,
        shortest: int = 1,
        multiline: bool = False,
        **kwargs: Any,
    ) -> None:
        self.label, self.longest, self.shortest = label, longest, shortest
        self.multiline = multiline
        kwargs.setdefault("error_messages", _messages(label, "text"))
        metadata = {"maxLength": longest, "minLength": shortest, **kwargs.pop("metadata", {})}
        if shortest:
            metadata.setdefault("pattern", _WRITTEN)
        super().__init__(metadata=metadata, **kwargs)

    def clean(self, text: str) -> str:
        """The text without what came along when it was pasted."""
        return lines(text) if self.multiline else one_line(text)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        written = super()._deserialize(value, attr, data, **kwargs)
        if len(written) > _RAW * self.longest + _RAW:
            # Before it is normalised, which takes the square of the time for a row of combining marks.
            raise ValidationError(coded("too_long", f"Use at most {self.longest} characters."))
        text = self.clean(unicodedata.normalize("NFC", written))
        if _CONTROL.search(text):
            raise ValidationError(
                coded("control_characters", "Remove the characters that cannot be printed.")
            )
        if self.shortest and not is_visible(text):
            raise ValidationError(coded("required", f"Enter {self.label}."))
        if len(text) < self.shortest:
            raise ValidationError(coded("too_short", f"Use at least {self.shortest} characters."))
        if len(text) > self.longest:
            raise ValidationError(coded("too_long", f"Use at most {self.longest} characters."))
        return text


class Name(Text):
    """What somebody or something is called: it stands in the headers and the sentences of messages to others.

    It has one line, as all text, and neither an address of a page nor the beginning of an encoded word
    (RFC 2047), which old readers of mail take for other headers.
    """

    _PAGE = re.compile(r"://|\bwww\.|[\w-]\.[a-z]{2,}/", re.IGNORECASE)

    def __init__(self, label: str = "a name", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if "=?" in text:
            raise ValidationError(coded("not_in_a_name", "Leave =? out: a name with it spoils messages."))
        if self._PAGE.search(text):
            raise ValidationError(
                coded(
                    "link_not_allowed",
                    "Leave addresses of web pages out: it is a name in messages to others.",
                )
            )
        return text


class Secret(fields.String):
    """A password or token: taken as it is, never trimmed, never shown."""

    def __init__(self, label: str = "a value", *, longest: int = 500, **kwargs: Any) -> None:
        self.longest = longest
        kwargs.setdefault("error_messages", _messages(label, "text"))
        metadata = {"maxLength": longest, "minLength": 1, "format": "password", "pattern": r"^[^\x00]+$"}
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not text:
            raise ValidationError(self.error_messages["required"])
        if len(text) > self.longest or "\x00" in text:
            raise ValidationError(coded("too_long", f"Use at most {self.longest} characters."))
        return text


class NewPassword(Secret):
    """A password somebody chooses: long enough, and otherwise free (NIST SP 800-63B-4)."""

    SHORTEST = 10

    def __init__(self, label: str = "a password", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.metadata = {**self.metadata, "minLength": self.SHORTEST}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if len(text) < self.SHORTEST:
            raise ValidationError(coded("password_too_short", f"Use at least {self.SHORTEST} characters."))
        return text


class Id(fields.String):
    """An opaque id: a type prefix and a ULID, such as `client_01ARZ3NDEKTSV4RRFFQ69G5FAV`."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        self._form = re.compile(f"{prefix}_{_ULID}")
        kwargs.setdefault("error_messages", _messages(f"an id that starts with {prefix}_", "text"))
        super().__init__(metadata={"pattern": f"^{prefix}_{_ULID}$"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not self._form.fullmatch(text):
            raise ValidationError(coded("invalid_id", f"Use an id that starts with {self.prefix}_."))
        return text


class Choice(fields.String):
    """One of a fixed set of words; of an enum's, the member is loaded."""

    def __init__(self, choices: Iterable[str], label: str = "one of the choices", **kwargs: Any) -> None:
        self.choices = {str(choice): choice for choice in choices}
        kwargs.setdefault("error_messages", _messages(label, "text"))
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
        kwargs.setdefault("error_messages", _messages("true or false", "true or false"))
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if value is True or value is False:
            return bool(value)
        raise self.make_error("invalid")


class Whole(fields.Integer):
    """A whole number between two bounds: digits in a query are one, and so is 1.0, as in JSON Schema."""

    def __init__(self, low: int, high: int, **kwargs: Any) -> None:
        self.low, self.high = low, high
        kwargs.setdefault("error_messages", _messages("a whole number", "a whole number"))
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
        kwargs.setdefault("error_messages", _messages("a list", "a list"))
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
        messages = _messages(label, "an object")
        kwargs.setdefault("error_messages", {**messages, "type": messages["invalid"]})
        super().__init__(nested, **kwargs)


class Pattern(Text):
    """Text of one form. `mend` tells how to write it."""

    def __init__(self, form: str, mend: str, *, upper: bool = False, **kwargs: Any) -> None:
        self._form, self._mend, self._upper = re.compile(form), mend, upper
        written = form.replace("A-Z", "A-Za-z") if upper else form
        super().__init__(metadata={"pattern": f"^{written}$"}, **kwargs)

    def clean(self, text: str) -> str:
        return without_ignorable(text)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if self._upper:
            text = text.upper()
        if not self._form.fullmatch(text):
            raise ValidationError(coded("invalid_format", self._mend))
        return text


class Moment(fields.AwareDateTime):
    """A time, RFC 3339 in UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)


def field_errors(messages: Any, pointer: str = "") -> list[FieldError]:
    """marshmallow's nested messages as a flat list with JSON pointers, in the order of the schema."""
    if isinstance(messages, Mapping):
        return [
            error
            for key, inner in messages.items()
            for error in field_errors(inner, pointer if key == "_schema" else f"{pointer}/{_escape(key)}")
        ]
    if isinstance(messages, list | tuple):
        return [error for inner in messages for error in field_errors(inner, pointer)]
    code, separator, message = str(messages).partition(_SEPARATOR)
    if not separator:
        code, message = "invalid", str(messages)
    return [{"pointer": pointer, "code": code, "message": message}]


def _escape(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


_SCHEMAS: dict[type[Schema], Schema] = {}


def instance(schema: type[Schema]) -> Schema:
    """The schema, built once: building one costs more than using it."""
    found = _SCHEMAS.get(schema)
    if found is None:
        found = _SCHEMAS[schema] = schema()
    return found


def load(schema: type[Schema], data: Any) -> Any:
    """Check `data` and give it back normalised. Raises `InvalidInput`, with the first twenty errors."""
    try:
        return instance(schema).load(data)
    except ValidationError as error:
        raise InvalidInput(field_errors(error.messages)[:MOST_ERRORS]) from None


__all__ = [
    "Choice",
    "Contract",
    "Flag",
    "Id",
    "ListOf",
    "Moment",
    "Name",
    "NewPassword",
    "Part",
    "Pattern",
    "Result",
    "Secret",
    "Text",
    "Variants",
    "Whole",
    "coded",
    "field_errors",
    "fields",
    "instance",
    "load",
    "validate",
]  # fmt: skip
