"""Mobile numbers as people write them."""

from __future__ import annotations

import phonenumbers

from contracts.errors import InvalidInput


def in_e164(written: str | None, country: str, pointer: str) -> str | None:
    """The number in E.164, by default one of this country. Raises `InvalidInput` at `pointer`."""
    if written is None:
        return None
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        number = None
    # Possible, not assigned: numbers kept for examples are none a network has given out.
    if number is None or not phonenumbers.is_possible_number(number):
        message = "Enter a mobile number with its country code, like +44 7700 900123, or leave it out."
        raise InvalidInput.at(pointer, "invalid_mobile", message)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
