"""What a client can be, by the lists there are: checked when it is added and when it is changed."""

from __future__ import annotations

from contracts.errors import InvalidInput
from services.accounts import reference_data


def require_offered(client_type: str, country: str) -> None:
    """Raises `InvalidInput` for a type that is not added in this country (product.md 2.1)."""
    if client_type not in reference_data.client_types(country):
        message = "Self-employed clients can be added only by practices in the United Kingdom."
        raise InvalidInput.at("/type", "not_offered", message)


def require_industry(code: str | None) -> None:
    """Raises `InvalidInput` for a code that is none of UK SIC 2007."""
    if code is not None and code not in reference_data.industries():
        message = f"There is no industry {code} in UK SIC 2007. Search the list by a word."
        raise InvalidInput.at("/industry", "unknown_industry", message)
