"""A client account as its own people see and change it (product.md 1), without what is the practice's."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Text, bindparam, cast, select

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.prepared import Prepared
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts import access, accounts
from contracts.accounts import clients
from contracts.accounts.clients import ChangeClient
from contracts.errors import InvalidInput, NotFound, RoleRequired
from contracts.messages import Rpc
from services.accounts.clients import client_change, client_settings, client_view
from services.accounts.clients.client_row import ClientRow, SeenClient
from services.accounts.tables import Client, Practice

_MAY_SEE = ("business_admin", "user_admin")

_own = Client.id == bindparam("client_id")
_SEEN = Prepared(
    "own_client",
    select(
        *[
            cast(column, Text).label(column.name) if column.name in client_view.JSON else column
            for column in Client.__table__.columns
            if column.name in SeenClient._fields
        ]
    ).where(_own),
)
_LOCKED = select(*Client.__table__.columns).where(_own).with_for_update()


def get(
    database: Database, calls: Rpc, caller: Caller, client_id: str, extract_domain: str
) -> clients.Client:
    """The caller's own account. Raises `NotFound` for another, `RoleRequired`."""
    _require_own(calls, caller, client_id, _MAY_SEE)
    with database.read() as connection:
        seen: SeenClient | None = _SEEN.first(connection, _parameters(caller))
    if seen is None:
        raise NotFound(what="client")
    return _view(seen, extract_domain)


def practice_of(database: Database, calls: Rpc, caller: Caller) -> accounts.OwnPractice:
    """Whose list the account is on, for whoever acts for it. Raises `ClientAccountRequired`."""
    if caller.kind != "client":
        raise accounts.ClientAccountRequired()
    # It names another account than the caller's, whose session access looks at first.
    access.get_session(calls)
    query = select(Practice.id, Practice.name).join(Client, Client.practice_id == Practice.id).where(_own)
    with database.read(everywhere=True) as connection:
        row = connection.execute(query, _parameters(caller)).first()
    return {"practice": None if row is None else {"id": row.id, "name": row.name}}


def change(
    database: Database, calls: Rpc, vault: Vault, request: Request[ChangeClient], extract_domain: str
) -> clients.Client:
    """Change what was given. Raises `NotFound`, `RoleRequired`, `StaleVersion`, `InvalidInput`,
    `accounts.CompanyNumberTaken`, `accounts.ExtractEmailTaken`, `accounts.ClientArchived`.
    """
    wanted, caller = request.data, request.caller
    refuse_repeat(database, request)
    _require_own(calls, caller, wanted["client_id"], ("business_admin",))
    if "practice_code" in wanted:
        message = "This is your practice's own reference. Leave it out."
        raise InvalidInput.at("/practice_code", "read_only", message)
    # What the client is found by is the practice's, so the account's own scope does not reach it.
    with client_settings.taken_once(wanted), database.unit_of_work(request, everywhere=True) as uow:
        found = uow.execute(_LOCKED, _parameters(caller)).first()
        if found is None:
            raise NotFound(what="client")
        client = ClientRow._make(found)
        decided = client_change.decide(client, wanted, extract_domain, admin=True)
        after = client_settings.apply(uow, vault, caller.user_id, client, decided, extract_domain)
        return uow.answer(_view(after, extract_domain))


def _require_own(calls: Rpc, caller: Caller, client_id: str, roles: Sequence[str]) -> None:
    if client_id != caller.account_id:
        raise NotFound(what="client")
    if access.get_session(calls)["account"]["role"] not in roles:
        raise RoleRequired(role=" or ".join(roles))


def _parameters(caller: Caller) -> dict[str, str]:
    return {"client_id": caller.account_id}


def _view(row: SeenClient | ClientRow, extract_domain: str) -> clients.Client:
    """Without the practice's own reference, and who of it sees the client."""
    return {
        **client_view.view(row, extract_domain),
        "practice_code": None,
        "account_manager_id": None,
        "responsibilities": [],
        "access": {"everyone": False, "colleague_ids": [], "team_ids": [], "account_manager_id": None},
    }
