"""Client Sync: clients with their connections from the organisations of one sign-in, each with its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts import connections, fields
from contracts.accounts.new_clients import (
    CreateBusiness,
    CreateClient,
    SyncClients,
    SyncedClient,
    SyncedClients,
)
from contracts.accounts.states import SyncResult
from contracts.connections.authorizations import Organisation
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.clients import crn, extract_addresses
from services.accounts.new_clients import client_access, named_people, new_client, new_client_rows
from services.accounts.new_clients.step_orders import Identities


def sync(database: Database, calls: Rpc, vault: Vault, request: Request[SyncClients]) -> SyncedClients:
    """Add a client for each organisation that none is connected to yet; all of them, or none where it fails.

    Raises `PracticeAccountRequired`, `RoleRequired`, `NotFound`, `connections.AuthorizationNotReady`,
    `InvalidInput`.
    """
    wanted = request.data
    refuse_repeat(database, request)
    with database.read() as connection:
        permissions.require_adder(connection, request.caller)
    reached = connections.check_organisations(
        calls,
        authorization_id=wanted.authorization_id,
        organisation_ids=list(dict.fromkeys(wanted.organisation_ids)),
    )["organisations"]
    named_people.await_named(database, request.caller.account_id, wanted.access)
    free = [each for each in reached if each["connected_to"] is None]
    with database.unit_of_work(request) as uow:
        made = _create(uow, vault, request.caller, wanted, free)
        result: SyncedClients = {"items": [_result(each, made.get(each["id"])) for each in reached]}
        return uow.answer(result)


def _create(
    uow: UnitOfWork, vault: Vault, caller: Caller, wanted: SyncClients, organisations: Sequence[Organisation]
) -> dict[str, str]:
    """The new clients' ids by organisation."""
    membership = permissions.require_adder(uow.connection, caller)
    unknown = named_people.unknown_in(uow.connection, membership.practice.id, wanted.access)
    # Whoever is named wrongly is refused by name, also where every organisation is a client already.
    client_access.decide(membership, wanted.access, unknown)
    ids = {each["id"]: new_id("client") for each in organisations}
    addresses = extract_addresses.take_many(uow, {ids[each["id"]]: each["name"] for each in organisations})
    for each in organisations:
        client_id = ids[each["id"]]
        facts = new_client.Facts(
            membership=membership,
            identities=Identities(client_id, crn.new(), new_id("inv"), new_id("conn"), addresses[client_id]),
            at=now(),
            unknown=unknown,
            organisation=each,
            organisation_id=each["id"],
        )
        new_client_rows.write(uow, vault, new_client.decide(_client(each, wanted), facts))
    return ids


def _client(organisation: Organisation, wanted: SyncClients) -> CreateBusiness:
    described = {
        "type": "business",
        "name": organisation["name"],
        "authorization_id": wanted.authorization_id,
    }
    client: CreateBusiness = fields.load(CreateClient, described)
    return replace(client, access=wanted.access)


def _result(organisation: Organisation, client_id: str | None) -> SyncedClient:
    holder = organisation["connected_to"]
    return {
        "organisation_id": organisation["id"],
        "name": organisation["name"],
        "result": SyncResult.CREATED if client_id else SyncResult.SKIPPED,
        "detail": None if client_id else f"It is connected to your client {holder} already.",
        "client_id": client_id,
    }
