"""The vendors' answers as shapes: what comes from outside is checked, and only what we know of is kept."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from marshmallow import ValidationError, fields, validate

from contracts.fields import instance
from contracts.shapes import schema_of

_LONGEST_LIFE = 30 * 365 * 24 * 3600

ShapeT = TypeVar("ShapeT")


def load(shape: type[ShapeT], body: Any) -> ShapeT:
    """A body's JSON as its shape; a bare list is what the shape calls `items`. Raises `ValueError`."""
    try:
        loaded: ShapeT = instance(schema_of(shape)).load({"items": body} if isinstance(body, list) else body)
    except ValidationError:
        raise ValueError("not as the vendor's documents say") from None
    return loaded


class Name(fields.String):
    """A name for people: control characters removed, at most 200 characters."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        clean = "".join(c for c in unicodedata.normalize("NFC", text) if c.isprintable()).strip()[:200]
        if not clean:
            raise ValidationError("A name is empty.")
        return clean


class Hint(fields.String):
    """As `Name`, but None where it says nothing or is no text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_none=True, load_default=None, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:  # type: ignore[override]
        if not isinstance(value, str):
            return None
        return "".join(c for c in value if c.isprintable()).strip()[:200] or None


class Code(Hint):
    """A country's or currency's letters; None where it is anything else."""

    def __init__(self, letters: int, **kwargs: Any) -> None:
        self._letters = letters
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:  # type: ignore[override]
        text = super()._deserialize(value, attr, data, **kwargs)
        known = text is not None and len(text) == self._letters and text.isascii() and text.isalpha()
        return text.upper() if known and text is not None else None


class Identity(fields.String):
    """The vendor's id of something, which goes into paths and headers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=validate.Regexp(r"^[A-Za-z0-9._~-]{1,200}$"), **kwargs)


class _Token(fields.String):
    """Visible characters, as RFC 6749 has them."""

    def __init__(self) -> None:
        super().__init__(validate=validate.Regexp(r"^[\x21-\x7e]{1,16000}$"))


class _Life(fields.Integer):
    """Seconds, at most so many."""

    def __init__(self, longest: int) -> None:
        super().__init__(validate=validate.Range(1, longest))


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """The answer of a token endpoint. RFC 6749 requires no more than the first."""

    access_token: Annotated[str, _Token()]
    refresh_token: Annotated[str, _Token()] | None = None
    expires_in: Annotated[int, _Life(_LONGEST_LIFE)] | None = None
    refresh_token_expires_in: Annotated[int, _Life(2**33)] | None = None
    x_refresh_token_expires_in: Annotated[int, _Life(2**33)] | None = None
