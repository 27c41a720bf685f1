"""Mail addresses: as people type and paste them, and as they travel."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError

from contracts.characters import without_ignorable
from contracts.fields import Text, coded

#: What a mail program copies with an address: its scheme, brackets around it, the sentence's end behind it.
_COPIED = re.compile(r"^(?:.*<)?(?:mailto:)?([^<>]*?)>?[\s.,;:>]*$", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s,;<>|]@[^\s,;<>|]")


def mend(written: str) -> str:
    """How to write what is no address."""
    if _are_several(written):
        return "Leave one email address: there are several here."
    return "Enter an email address like name@example.com."


def _are_several(written: str) -> bool:
    return len(_ADDRESS.findall(written)) > 1


def normalised(written: str) -> str | None:
    """The address in the form that it is kept and shown in, its domain in letters; None where it is none.

    Of several none is taken: which of them is meant is not ours to say.
    """
    from email_validator import EmailNotValidError, validate_email

    if _are_several(written):
        return None
    found = _COPIED.match(without_ignorable(written))
    try:
        return validate_email(
            found[1] if found else written, check_deliverability=False, test_environment=True
        ).normalized
    except EmailNotValidError:
        return None


def on_the_wire(email: str) -> str:
    """The address with its domain in ASCII (RFC 5891), which every mail server takes."""
    name, _, domain = email.rpartition("@")
    if domain.isascii():
        return email
    from email_validator import validate_email

    return f"{name}@{validate_email(email, check_deliverability=False, test_environment=True).ascii_domain}"


class Email(Text):
    """A mail address as typed or pasted, at most 254 characters; compared in lower case elsewhere.

    Its domain stays in the form that people read; `on_the_wire` gives the form that mail travels with.
    """

    def __init__(self, label: str = "an email address", **kwargs: Any) -> None:
        metadata = {"format": "email", "pattern": r"^[^@\s]+@[^@\s]+\.[^@\s]+$"}
        super().__init__(label, longest=254, metadata=metadata, **kwargs)

    def clean(self, text: str) -> str:
        return without_ignorable(text)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        email = normalised(text)
        if email is None:
            raise ValidationError(coded("invalid_email", mend(text)))
        return email


class LoginEmail(Text):
    """An address that somebody is looked for by. What is none is nobody's, and no error of its own."""

    def __init__(self, label: str = "your email address", **kwargs: Any) -> None:
        super().__init__(label, longest=254, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        return normalised(text) or text
