"""Accounting software: the calls of the connections context, as typed functions."""

from __future__ import annotations

from typing import Any

from contracts.connections import schemas
from contracts.messages import Call, Rpc

NAME = "connections"

LIST_PROVIDERS = Call(NAME, "list_providers", schemas.Nothing, schemas.Providers, "read")
GET_AUTHORIZATION = Call(NAME, "get_authorization", schemas.GetAuthorization, schemas.Authorization, "read")

CALLS = (LIST_PROVIDERS, GET_AUTHORIZATION)


def list_providers(rpc: Rpc) -> dict[str, Any]:
    """The accounting software a client can be connected to."""
    return rpc.call(LIST_PROVIDERS, {})  # type: ignore[no-any-return]


def get_authorization(rpc: Rpc, *, authorization_id: str) -> dict[str, Any]:
    """How far a sign-in at a vendor is. Raises `NotFound`."""
    return rpc.call(GET_AUTHORIZATION, {"authorization_id": authorization_id})  # type: ignore[no-any-return]
