"""Adding a client (product.md 2): everything that can be refused first, then one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import IntegrityError

from chassis.command import Replayed
from chassis.database import Database, constraint
from chassis.prepared import Prepared
from chassis.rpc.asked import Asked
from chassis.vault import Vault
from chassis.work import Work, new_id
from contracts import access, accounts
from contracts.messages import Rpc
from services.accounts import assigning, connecting, extract_address, onboarding, reading, recording, standing

#: The caller's standing, and the address that the client's name asks for, in one round trip.
_OPEN = Prepared("open_client", standing.query.add_columns(extract_address.taken.label("has_address")))


def create(
    database: Database,
    calls: Rpc,
    vault: Vault,
    asked: Asked,
    extract_domain: str,
    also: Callable[[Work, str], None] | None = None,
) -> dict[str, Any]:
    """Add a client and answer with it once its steps are done, or after a second.

    `also` is done in the client's own transaction, with its id.

    Raises `PracticeAccountRequired`, `RoleRequired`, `accounts.ExistingUser`,
    `accounts.PracticeCodeTaken`, `InvalidInput`, `connections.AuthorizationNotReady`,
    `connections.OrganisationAlreadyConnected`.
    """
    _fill_in(asked.data)
    organisation = _ask_the_others(database, calls, asked)
    assigning.await_colleagues(database, asked)
    try:
        with database.work(asked) as work:
            row = _write(work, vault, asked, organisation)
            if also is not None:
                also(work, row.id)
            pending = row.onboarding["state"] == "pending"
            answer = work.answer(reading.view(row, extract_domain), final=not pending)
    except IntegrityError as error:
        if constraint(error) == "clients_practice_code":
            raise accounts.PracticeCodeTaken(practice_code=asked.data["practice_code"]) from None
        raise
    if not pending:
        return answer
    onboarding.wait(database, row.id)
    settled = reading.get(database, asked.caller, row.id, extract_domain)
    return asked.command.finish(database, settled) if asked.command is not None else settled


def _fill_in(data: dict[str, Any]) -> None:
    """A self-employed client is invited at their own address unless another is given (api.md)."""
    invitation = data["invitation"]
    if invitation is not None and invitation["email"] is None:
        invitation["email"] = data["email"]


def _ask_the_others(database: Database, calls: Rpc, asked: Asked) -> dict[str, Any] | None:
    """What other services may refuse; gives the organisation to connect to. Nothing here is asked again for a
    command that was done before.
    """
    data, addresses = asked.data, _addresses(asked.data)
    if not addresses and data["authorization_id"] is None:
        return None
    if asked.command is not None and asked.command.known(database):
        raise Replayed()
    with database.read() as connection:
        standing.require_adder(connection, asked.caller)
    organisation = connecting.organisation(calls, data["authorization_id"])
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


def _write(work: Work, vault: Vault, asked: Asked, organisation: dict[str, Any] | None) -> Any:
    """The point of no return: the client, its steps and every message about it."""
    data, caller = asked.data, asked.caller
    client_id, address = new_id("client"), extract_address.base_of(data["name"])
    practice = standing.require_adder(work.connection, caller, _OPEN, p=address, c=client_id)
    recording.check(data, practice)
    if not practice.has_address:
        address = extract_address.take_numbered(work, client_id, address)
    access_wanted = assigning.checked(work, caller, practice, data["access"])
    new = recording.New(client_id, address, access_wanted, organisation)
    return recording.write(work, vault, caller, practice, data, new)
