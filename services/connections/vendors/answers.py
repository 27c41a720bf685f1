"""The vendors' answers as schemas: what comes from outside is checked, and only what we know of is kept."""

from __future__ import annotations

import unicodedata
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load, validate

_LONGEST_LIFE = 30 * 365 * 24 * 3600


class Answer(Schema):
    class Meta:
        unknown = EXCLUDE


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


class TokenAnswer(Answer):
    access_token = fields.String(required=True, validate=validate.Regexp(r"^[\x21-\x7e]{1,16000}$"))
    #: RFC 6749 requires neither of these two.
    refresh_token = fields.String(
        allow_none=True, validate=validate.Regexp(r"^[\x21-\x7e]{1,16000}$"), load_default=None
    )
    expires_in = fields.Integer(allow_none=True, validate=validate.Range(1, _LONGEST_LIFE), load_default=None)
    refresh_token_expires_in = fields.Integer(
        allow_none=True, validate=validate.Range(1, 2**33), load_default=None
    )
    x_refresh_token_expires_in = fields.Integer(
        allow_none=True, validate=validate.Range(1, 2**33), load_default=None
    )


class Items(Answer):
    """Base of answers that are a bare list: it is read as `items`."""

    @pre_load
    def wrap(self, data: Any, **_kwargs: Any) -> Any:
        return {"items": data} if isinstance(data, list) else data
