"""The accounting software that a client to come is connected to (product.md 2.3)."""

from __future__ import annotations

from contracts import connections
from contracts.connections.authorizations import Organisation
from contracts.errors import InvalidInput, NotFound
from contracts.messages import Rpc


def organisation(calls: Rpc, authorization_id: str | None) -> Organisation | None:
    """The organisation that a finished sign-in is for; None without one.

    Raises `InvalidInput`, `AuthorizationNotReady`, `OrganisationAlreadyConnected`.
    """
    if authorization_id is None:
        return None
    try:
        return connections.check_authorization(calls, authorization_id=authorization_id)["organisation"]
    except NotFound:
        message = "This sign-in at the accounting software is not known any more. Connect again."
        raise InvalidInput.at("/authorization_id", "unknown_authorization", message) from None
