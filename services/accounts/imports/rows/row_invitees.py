"""Whom a row's client can be invited for, once the client is there (product.md 2.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from contracts import addresses
from contracts.accounts.import_rows import RowNotice
from contracts.errors import InvalidInput
from services.accounts.clients import mobile_numbers
from services.accounts.imports.rows import row_contents

#: How a row's invitation goes out, as it is kept with the row.
BY_EMAIL, BY_BOTH, NOBODY = "email", "email_and_text", "nobody"

_OF_PERSON = ("invitee_name", "invitee_email", "invitee_mobile")
_NO_ADDRESS = "Nobody can be invited without an email address: it is not kept."
_NO_NAME = "The row names nobody to invite: it is not kept."


class RowInvitee(NamedTuple):
    """A person to invite. `mobile` is E.164; `notice` says why a number gets no text."""

    name: str
    email: str
    mobile: str | None
    notice: RowNotice | None = None

    @property
    def ways(self) -> str:
        """By email, or by both."""
        return BY_EMAIL if self.mobile is None else BY_BOTH


def of(said: Mapping[str, str], kind: str, country: str) -> RowInvitee | None:
    """The person; None where the row names nobody who could be written to. Raises `InvalidInput`.

    A self-employed client is invited at their own address unless another is given; a business at its own
    where the row names a person. A number that takes no texts stops nothing.
    """
    written, name = _address(said), _name(said, kind)
    if not written or name is None:
        return None
    email = addresses.normalised(written)
    if email is None:
        raise InvalidInput.at("/invitee_email", "invalid_email", addresses.mend(written))
    try:
        mobile = mobile_numbers.in_e164(said.get("invitee_mobile"), country, "/invitee_mobile")
    except InvalidInput as invalid:
        return RowInvitee(name, email, None, {"field": "invitee_mobile", "message": invalid.detail})
    return RowInvitee(name, email, mobile)


def not_kept(said: Mapping[str, str], kind: str) -> list[RowNotice]:
    """What a row says of a person who cannot be invited, each with why."""
    if _address(said) and _name(said, kind) is not None:
        return []
    message = _NO_NAME if _address(said) else _NO_ADDRESS
    return [{"field": field, "message": message} for field in _OF_PERSON if field in said]


def _address(said: Mapping[str, str]) -> str:
    return said.get("invitee_email", said.get("email", ""))


def _name(said: Mapping[str, str], kind: str) -> str | None:
    """An address that is given as the person's own says enough: they are then called as their client is."""
    person = said.get("invitee_name") or row_contents.person(said)
    own = kind == "self_employed" or "invitee_email" in said
    return person or (said.get("name") if own else None)
