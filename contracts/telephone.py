"""Telephone numbers as people write them, and which of them take texts."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from contracts.characters import without_ignorable
from contracts.errors import InvalidInput

_NO_NUMBER = "Enter a mobile number with its country code, like +44 7700 900123, or leave it out."
_INSTEAD = "Enter a mobile number, or leave it out and invite by email alone."
#: What a program adds that takes the number for an amount: `7700900123.0`.
_DECIMALS = re.compile(r"(?<=[0-9]{7})\.0+\s*$")
#: Kinds of number that take no texts, whatever network they are on. What is not known may take them.
_NO_TEXTS = {
    PhoneNumberType.FIXED_LINE: "This is a landline, which takes no texts.",
    PhoneNumberType.PERSONAL_NUMBER: "This is a personal number (such as 070), which takes no texts.",
    PhoneNumberType.PAGER: "This is a pager's number, which takes no texts from here.",
    PhoneNumberType.PREMIUM_RATE: "This is a premium rate number, which takes no texts.",
    PhoneNumberType.SHARED_COST: "This is a service number, which takes no texts.",
    PhoneNumberType.TOLL_FREE: "This is a freephone number, which takes no texts.",
    PhoneNumberType.UAN: "This is a company's number, which takes no texts.",
    PhoneNumberType.VOICEMAIL: "This is a voicemail number, which takes no texts.",
    PhoneNumberType.VOIP: "This is an internet telephone number, which takes no texts from here.",
}
#: Ofcom's National Telephone Numbering Plan by first digit, for numbers that nobody was given yet.
_UNITED_KINGDOM = 44
_OF_THE_PLAN = {
    "1": PhoneNumberType.FIXED_LINE,
    "2": PhoneNumberType.FIXED_LINE,
    "3": PhoneNumberType.UAN,
    "5": PhoneNumberType.VOIP,
    "8": PhoneNumberType.SHARED_COST,
    "9": PhoneNumberType.PREMIUM_RATE,
}


def mobile_number(written: str, country: str | None, pointer: str) -> str:
    """The number in E.164, by default one of this country.

    Raises `InvalidInput` at `pointer`: `invalid_mobile` for what is no number, `not_a_mobile` for one that is
    known to take no texts.
    """
    try:
        number = phonenumbers.parse(_DECIMALS.sub("", without_ignorable(written)), country)
    except phonenumbers.NumberParseException:
        number = None
    # Possible, not assigned: numbers kept for examples are none a network has given out.
    if number is None or not phonenumbers.is_possible_number(number):
        raise InvalidInput.at(pointer, "invalid_mobile", _NO_NUMBER)
    reason = _NO_TEXTS.get(_kind(number))
    if reason is not None:
        raise InvalidInput.at(pointer, "not_a_mobile", f"{reason} {_INSTEAD}")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _kind(number: phonenumbers.PhoneNumber) -> int:
    kind = int(phonenumbers.number_type(number))
    if kind == PhoneNumberType.UNKNOWN and number.country_code == _UNITED_KINGDOM:
        kind = _OF_THE_PLAN.get(str(number.national_number)[:1], kind)
    return kind
