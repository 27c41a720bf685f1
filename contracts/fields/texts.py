"""What people write: text, names, secrets, and text of one form."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from marshmallow import ValidationError, fields

from contracts.characters import VISIBLE, is_visible, lines, one_line, without_ignorable
from contracts.fields.field_messages import coded, messages_of

#: With halves of surrogate pairs, which are no characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
#: As JSON Schema, for documentation: something that is seen, and nothing that cannot be printed.
_WRITTEN = rf"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*{VISIBLE}[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
#: What comes along with pasted text may make it so many times as long as what is kept of it.
_RAW = 4


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
        kwargs.setdefault("error_messages", messages_of(label, "text"))
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
            raise ValidationError(coded("too_long", self.shorten))
        return text

    @property
    def shorten(self) -> str:
        """How to write what is too long."""
        return f"Use at most {self.longest} characters."


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
        kwargs.setdefault("error_messages", messages_of(label, "text"))
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


class Pattern(Text):
    """Text of one form. `mend` tells how to write it."""

    def __init__(self, form: str, mend: str, *, upper: bool = False, **kwargs: Any) -> None:
        self._form, self._mend, self._upper = re.compile(form), mend, upper
        written = form.replace("A-Z", "A-Za-z") if upper else form
        super().__init__(metadata={"pattern": f"^{written}$"}, **kwargs)

    @property
    def shorten(self) -> str:
        return self._mend

    def clean(self, text: str) -> str:
        return without_ignorable(text)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if self._upper:
            text = text.upper()
        if not self._form.fullmatch(text):
            raise ValidationError(coded("invalid_format", self._mend))
        return text
