"""Adding a client (product.md 2): everything that can be refused first, then one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy.exc import IntegrityError

from chassis.database.engine import Database, constraint
from chassis.database.kept_answers import finish, refuse_repeat
from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork, new_id
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts import access, accounts
from contracts.accounts.new_clients import CreateBusiness, CreateSelfEmployed
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.clients import client_view, extract_addresses
from services.accounts.new_clients import chosen_software, client_access, new_client_rows
from services.accounts.onboarding import onboarding_steps

#: The caller's standing, and the address that the client's name asks for, in one round trip.
_OPEN = Prepared("open_client", permissions.query.add_columns(extract_addresses.taken.label("has_address")))


def create(
    database: Database,
    calls: Rpc,
    vault: Vault,
    request: Request,
    extract_domain: str,
    also: Callable[[UnitOfWork, str], None] | None = None,
) -> dict[str, Any]:
    """Add a client and answer with it once its steps are done, or after a second.

    `also` is done in the client's own transaction, with its id.

    Raises `PracticeAccountRequired`, `RoleRequired`, `accounts.ExistingUser`,
    `accounts.PracticeCodeTaken`, `InvalidInput`, `connections.AuthorizationNotReady`,
    `connections.OrganisationAlreadyConnected`.
    """
    request = replace(request, data=_filled_in(request.data))
    organisation = _ask_the_others(database, calls, request)
    client_access.await_colleagues(database, request)
    try:
        with database.unit_of_work(request) as uow:
            row = _write(uow, vault, request, organisation)
            if also is not None:
                also(uow, row.id)
            pending = row.onboarding["state"] == "pending"
            answer = uow.answer(client_view.view(row, extract_domain), final=not pending)
    except IntegrityError as error:
        if constraint(error) == "clients_practice_code":
            raise accounts.PracticeCodeTaken(practice_code=request.data["practice_code"]) from None
        raise
    if not pending:
        return answer
    onboarding_steps.wait(database, row.id)
    return finish(database, request, client_view.get(database, request.caller, row.id, extract_domain))


def _filled_in(client: CreateBusiness | CreateSelfEmployed) -> CreateBusiness | CreateSelfEmployed:
    """A self-employed client is invited at their own address unless another is given (api.md)."""
    invitation = client.invitation
    if not isinstance(client, CreateSelfEmployed) or invitation is None or invitation.email is not None:
        return client
    return replace(client, invitation=replace(invitation, email=client.email))


def _ask_the_others(database: Database, calls: Rpc, request: Request) -> dict[str, Any] | None:
    """What other services may refuse; gives the organisation to connect to. Nothing here is asked again for a
    command that was done before.
    """
    data, addresses = request.data, _addresses(request.data)
    if not addresses and data["authorization_id"] is None:
        return None
    refuse_repeat(database, request)
    with database.read() as connection:
        permissions.require_adder(connection, request.caller)
    organisation = chosen_software.organisation(calls, data["authorization_id"])
    for address in addresses if not data["acknowledge_existing_user"] else ():
        if access.look_up_email(calls, email=address):
            raise accounts.ExistingUser(email=address)
    return organisation


def _addresses(data: dict[str, Any]) -> list[str]:
    """The email addresses entered for a client: its own and the invitation's (product.md 4.1)."""
    invitation = data["invitation"]
    own = data["email"] if data["type"] == "self_employed" else None
    entered = [own, invitation["email"] if invitation is not None else None]
    return list(dict.fromkeys(address for address in entered if address is not None))


def _write(uow: UnitOfWork, vault: Vault, request: Request, organisation: dict[str, Any] | None) -> Any:
    """The point of no return: the client, its steps and every message about it."""
    data, caller = request.data, request.caller
    client_id, address = new_id("client"), extract_addresses.base_of(data["name"])
    practice = permissions.require_adder(uow.connection, caller, _OPEN, p=address, c=client_id)
    new_client_rows.check(data, practice)
    if not practice.has_address:
        address = extract_addresses.take_numbered(uow, client_id, address)
    access_wanted = client_access.checked(uow, caller, practice, data["access"])
    new = new_client_rows.New(client_id, address, access_wanted, organisation)
    return new_client_rows.write(uow, vault, caller, practice, data, new)
