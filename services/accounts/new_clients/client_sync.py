"""Client Sync: clients with their connections from the organisations of one sign-in, each with its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, new_id
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts import connections, fields
from contracts.accounts.new_clients import CreateClient
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.clients import extract_addresses
from services.accounts.new_clients import client_access, new_client_rows


def sync(database: Database, calls: Rpc, vault: Vault, request: Request) -> Mapping[str, Any]:
    """Add a client for each organisation that none is connected to yet; all of them, or none where it fails.

    Raises `PracticeAccountRequired`, `RoleRequired`, `NotFound`, `connections.AuthorizationNotReady`,
    `InvalidInput`.
    """
    data = request.data
    refuse_repeat(database, request)
    with database.read() as connection:
        permissions.require_adder(connection, request.caller)
    wanted = list(dict.fromkeys(data["organisation_ids"]))
    reached = connections.check_organisations(
        calls, authorization_id=data["authorization_id"], organisation_ids=wanted
    )["organisations"]
    client_access.await_colleagues(database, request)
    free = [each for each in reached if each["connected_to"] is None]
    with database.unit_of_work(request) as uow:
        made = _create(uow, vault, request.caller, data, free)
        return uow.answer({"items": [_result(each, made.get(each["id"])) for each in reached]})


def _create(
    uow: UnitOfWork,
    vault: Vault,
    caller: Caller,
    data: Mapping[str, Any],
    organisations: Sequence[Mapping[str, Any]],
) -> dict[str, str]:
    """The new clients' ids by organisation."""
    practice = permissions.require_adder(uow.connection, caller)
    access = client_access.checked(uow, caller, practice, data["access"])
    ids = {each["id"]: new_id("client") for each in organisations}
    addresses = extract_addresses.take_many(uow, {ids[each["id"]]: each["name"] for each in organisations})
    for each in organisations:
        client = {"type": "business", "name": each["name"], "authorization_id": data["authorization_id"]}
        described = {**fields.load(CreateClient, client), "organisation_id": each["id"]}
        client_id = ids[each["id"]]
        new = new_client_rows.New(client_id, addresses[client_id], access, each)
        new_client_rows.write(uow, vault, caller, practice, described, new)
    return ids


def _result(organisation: Mapping[str, Any], client_id: str | None) -> Mapping[str, Any]:
    holder = organisation["connected_to"]
    return {
        "organisation_id": organisation["id"],
        "name": organisation["name"],
        "result": "created" if client_id else "skipped",
        "detail": None if client_id else f"It is connected to your client {holder} already.",
        "client_id": client_id,
    }
