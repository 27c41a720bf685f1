"""Identifiers that authorities give out, checked by their rules and normalised."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError

from contracts.characters import ungrouped
from contracts.fields import Text, coded

#: HMRC, National Insurance Manual NIM39110: prefixes never used, and suffixes A to D.
_NINO = re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")
#: BS 7666: A9, A99, A9A, AA9, AA99, AA9A, then 9AA; which letters stand where.
_POSTCODE = re.compile(
    r"(GIR|[A-PR-UWYZ](?:[0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9]{1,2}|[A-HK-Y][0-9][ABEHMNPRVWXY]))"
    r"([0-9][ABD-HJLNP-UW-Z]{2})"
)

#: Companies House: eight digits, or a register's two letters and six digits; societies have more letters.
_COMPANY_NUMBER = re.compile(
    r"(?:[0-9]{2}|AC|CE|CS|FC|FE|GE|GS|IC|LP|NC|NF|NI|NL|NO|NP|OC|OE|PC|R0|RC|SA|SC|SE|SF|SG|SI|SL|SO|SR|SZ|ZC)"
    r"[0-9]{6}"
    r"|(?:IP|SP|RS)[0-9A-Z]{6}|SL[0-9]{5}[0-9A]"
)
#: What a program adds that takes the number for an amount: `1234567.0`.
_DECIMALS = re.compile(r"(?<=[0-9])\.0+\s*$")
_REGISTER = re.compile(r"([A-Z]{2}|R(?=0))([0-9]{1,5})")

POSTCODE_MEND = "Enter a postcode like SW1A 1AA, or leave it out."


class NationalInsuranceNumber(Text):
    """A National Insurance number, as `TC663795B` (product.md 3.1)."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"pattern": r"^([A-Za-z][ .-]?){2}([0-9][ .-]?){6}[A-Da-d]\.?$"}
        super().__init__("a National Insurance number", longest=30, metadata=metadata, **kwargs)

    def clean(self, text: str) -> str:
        return ungrouped(text)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        number = super()._deserialize(value, attr, data, **kwargs).upper()
        if not _NINO.fullmatch(number):
            message = "Enter a National Insurance number like TC 66 37 95 B, or leave it out."
            raise ValidationError(coded("invalid_national_insurance_number", message))
        return number


class CompanyNumber(Text):
    """A number of the register at Companies House, as `01234567` and `SC123456`.

    Leading zeros that a spreadsheet took are restored, of digits alone and after a register's letters.
    """

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"pattern": r"^[A-Za-z0-9][A-Za-z0-9 .-]{0,18}$"}
        super().__init__("a company number", longest=20, metadata=metadata, **kwargs)

    def clean(self, text: str) -> str:
        return ungrouped(_DECIMALS.sub("", text))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        number = company_number(super()._deserialize(value, attr, data, **kwargs))
        if number is None:
            message = "Enter a company number like 01234567 or SC123456, or leave it out."
            raise ValidationError(coded("invalid_company_number", message))
        return number


class Postcode(Text):
    """A United Kingdom postcode, as `SW1A 1AA` (product.md 3.1)."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"pattern": r"^[A-Za-z]{1,2}[0-9A-Za-z]{1,3}[ .-]?[0-9][A-Za-z]{2}\.?$"}
        super().__init__("a postcode", longest=20, metadata=metadata, **kwargs)

    def clean(self, text: str) -> str:
        return ungrouped(text)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        found = united_kingdom_postcode(super()._deserialize(value, attr, data, **kwargs))
        if found is None:
            raise ValidationError(coded("invalid_postcode", POSTCODE_MEND))
        return found


class AnyPostcode(Text):
    """A postcode of any country: one of the United Kingdom normalised, others as they are written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("a postcode", longest=20, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        written = super()._deserialize(value, attr, data, **kwargs)
        return united_kingdom_postcode(written) or written


def company_number(written: str) -> str | None:
    """The number in its eight places; None where it is none."""
    number = ungrouped(_DECIMALS.sub("", written)).upper()
    if number.isascii() and number.isdigit():
        number = number.zfill(8)
    elif short := _REGISTER.fullmatch(number):
        number = short[1] + short[2].zfill(8 - len(short[1]))
    return number if _COMPANY_NUMBER.fullmatch(number) and number.strip("0") else None


def united_kingdom_postcode(written: str) -> str | None:
    """The postcode as it is printed on letters; None where it is none."""
    found = _POSTCODE.fullmatch(ungrouped(written).upper())
    if found is None or (found[1] == "GIR" and found[2] != "0AA"):
        return None
    return f"{found[1]} {found[2]}"
