"""Adding a client (product.md 2): everything that can be refused first, then one transaction."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from sqlalchemy.exc import IntegrityError

from chassis.database.engine import Database, constraint
from chassis.database.kept_answers import finish, refuse_repeat
from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts import access, accounts
from contracts.accounts.clients import Client
from contracts.accounts.drafts import GetDraft
from contracts.accounts.new_clients import CreateBusiness, CreateSelfEmployed
from contracts.accounts.practice_requests import AcceptRequest
from contracts.connections.authorizations import Organisation
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.clients import address_names, client_view, crn, extract_addresses
from services.accounts.clients.client_row import SeenClient
from services.accounts.new_clients import chosen_software, named_people, new_client, new_client_rows
from services.accounts.new_clients.step_orders import Identities
from services.accounts.onboarding import onboarding_steps, onboarding_view

#: The caller's membership, and the address that the client's name asks for, in one round trip.
_OPEN = Prepared("open_client", permissions.query.add_columns(extract_addresses.taken.label("has_address")))

AnyClient = CreateBusiness | CreateSelfEmployed
#: What is asked for: a client, one of a draft, or one of somebody's own request.
_Requested = Request[AnyClient] | Request[GetDraft] | Request[AcceptRequest]


def create(
    database: Database,
    calls: Rpc,
    vault: Vault,
    request: _Requested,
    wanted: AnyClient,
    extract_domain: str,
    also: Callable[[UnitOfWork, str], None] | None = None,
) -> Client:
    """Add a client and answer with it once its steps are done, or after a second.

    `also` is done in the client's own transaction, with its id.

    Raises `PracticeAccountRequired`, `RoleRequired`, `accounts.ExistingUser`,
    `accounts.PracticeCodeTaken`, `accounts.CompanyNumberTaken`, `InvalidInput`,
    `connections.AuthorizationNotReady`, `connections.OrganisationAlreadyConnected`.
    """
    organisation = _ask_the_others(database, calls, request, wanted)
    named_people.await_named(database, request.caller.account_id, wanted.access, wanted.responsibilities)
    try:
        with database.unit_of_work(request) as uow:
            new = new_client.decide(wanted, _facts(uow, request.caller, wanted, organisation))
            seen = new_client_rows.write(uow, vault, new)
            if also is not None:
                also(uow, seen.id)
            answer = uow.answer(client_view.view(seen, extract_domain), final=not new.is_pending)
    except IntegrityError as error:
        if constraint(error) == "clients_practice_code":
            raise accounts.PracticeCodeTaken(practice_code=wanted.practice_code) from None
        if constraint(error) == "clients_company_number" and isinstance(wanted, CreateBusiness):
            raise accounts.CompanyNumberTaken(company_number=wanted.company_number) from None
        raise
    if not new.is_pending:
        return answer
    client = _await_steps(database, request.caller, seen.id)
    return finish(database, request, client_view.view(client, extract_domain))


def _await_steps(database: Database, caller: Caller, client_id: str) -> SeenClient:
    """The client once its steps are decided, or as it is after a second."""
    found: list[SeenClient] = []

    def is_decided() -> bool:
        found[:] = [client_view.find(database, caller, client_id)]
        # As the text that it is in the row.
        return not onboarding_view.is_pending(orjson.loads(str(found[0].onboarding)))

    onboarding_steps.wait(database, client_id, is_decided)
    return found[0]


def _ask_the_others(
    database: Database, calls: Rpc, request: _Requested, wanted: AnyClient
) -> Organisation | None:
    """What other services may refuse; gives the organisation to connect to. Nothing here is asked again for a
    command that was done before.
    """
    addresses = _addresses(wanted)
    if not addresses and wanted.authorization_id is None:
        return None
    refuse_repeat(database, request)
    with database.read() as connection:
        permissions.require_adder(connection, request.caller)
    organisation = chosen_software.organisation(calls, wanted.authorization_id)
    for address in addresses if not wanted.acknowledge_existing_user else ():
        if access.look_up_email(calls, email=address):
            raise accounts.ExistingUser(email=address)
    return organisation


def _addresses(wanted: AnyClient) -> list[str]:
    """The email addresses entered for a client: its own and the invitation's (product.md 4.1)."""
    own = wanted.email if isinstance(wanted, CreateSelfEmployed) else None
    entered = [own, wanted.invitation.email if wanted.invitation is not None else None]
    return list(dict.fromkeys(address for address in entered if address is not None))


def _facts(
    uow: UnitOfWork, caller: Caller, wanted: AnyClient, organisation: Organisation | None
) -> new_client.Facts:
    client_id, address = new_id("client"), address_names.base_of(wanted.name)
    membership, (has_address,) = permissions.adder_and(uow.connection, caller, _OPEN, p=address, c=client_id)
    new_client.require_possible(wanted, membership.practice)
    if not has_address:
        address = extract_addresses.take_numbered(uow, client_id, address)
    return new_client.Facts(
        membership=membership,
        identities=Identities(client_id, crn.new(), new_id("inv"), new_id("conn"), address),
        at=now(),
        unknown=named_people.unknown_in(
            uow.connection, membership.practice.id, wanted.access, wanted.responsibilities
        ),
        organisation=organisation,
    )
