"""The accounting software of a client to come (product.md 2.3, 2.4): what it tells, the order to connect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.database.unit_of_work import new_id
from chassis.security.identity import Caller
from contracts import connections
from contracts.errors import InvalidInput, NotFound
from contracts.messages import Rpc
from services.accounts import reference_data


def organisation(calls: Rpc, authorization_id: str | None) -> dict[str, Any] | None:
    """The organisation that a finished sign-in is for; None without one.

    Raises `InvalidInput`, `AuthorizationNotReady`, `OrganisationAlreadyConnected`.
    """
    if authorization_id is None:
        return None
    try:
        checked = connections.check_authorization(calls, authorization_id=authorization_id)
    except NotFound:
        message = "This sign-in at the accounting software is not known any more. Connect again."
        raise InvalidInput.at("/authorization_id", "unknown_authorization", message) from None
    return dict(checked["organisation"])


def currency_and_country(found: Mapping[str, Any] | None, practice: Any) -> dict[str, str]:
    """The base currency and country: what the software tells, else the practice's defaults."""
    currency = found["base_currency"] if found else None
    country = found["country"] if found else None
    return {
        "base_currency": currency if currency in reference_data.currencies() else practice.base_currency,
        "country": country if country in reference_data.countries() else practice.country,
    }


def order(client_id: str, data: Mapping[str, Any], practice: Any, caller: Caller) -> dict[str, Any]:
    """What connections is told to do for the new client."""
    return {
        "connection_id": new_id("conn"),
        "client_id": client_id,
        "client_name": data["name"],
        "practice_id": practice.id,
        "authorization_id": data["authorization_id"],
        "organisation_id": data.get("organisation_id"),
        "connected_by": caller.user_id,
    }
