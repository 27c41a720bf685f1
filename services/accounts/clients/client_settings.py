"""Business settings (product.md 8.1): changed by whoever reaches the client, never on a stale sight of it.

A client account's own business admins change them too (product.md 1): see `own_account`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from chassis.database.engine import Database, constraint
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts import accounts
from contracts.access.states import ADMINS, AccessLevel
from contracts.accounts import clients
from contracts.accounts.clients import ChangeClient
from contracts.accounts.events import CLIENT_UPDATED, ClientUpdatedData
from contracts.errors import NotFound
from services.accounts import permissions
from services.accounts.clients import (
    client_change,
    client_view,
    client_words,
    extract_addresses,
    self_employed,
)
from services.accounts.clients.client_change import ClientChange
from services.accounts.clients.client_row import ClientRow
from services.accounts.tables import Client, Member

_PUBLISHED = ("name", "practice_code", "company_number", "industry", "solutions", "base_currency", "country")
_SEEN = (
    select(*Client.__table__.columns, permissions.level.label("level"))
    .join(Member, Member.practice_id == Client.practice_id)
    .where(permissions.is_caller, permissions.visible)
)


def lock(uow: UnitOfWork, caller: Caller, client_id: str) -> tuple[ClientRow, str]:
    """The client's row, held until the work ends, for who is known to be signed in, and at which level they
    reach it.

    Raises `NotFound`, also where the caller may not see it.
    """
    found = uow.execute(
        _SEEN.where(Client.id == client_id).with_for_update(of=Client), permissions.parameters(caller)
    ).first()
    if found is None:
        raise NotFound(what="client")
    return ClientRow._make(found[:-1]), found[-1]


def change(
    database: Database, vault: Vault, request: Request[ChangeClient], extract_domain: str
) -> clients.Client:
    """Change what was given. Raises `NotFound`, `LevelRequired`, `StaleVersion`, `RoleRequired`,
    `InvalidInput`, `accounts.PracticeCodeTaken`, `accounts.CompanyNumberTaken`, `accounts.ExtractEmailTaken`,
    `accounts.ClientArchived`.
    """
    wanted, caller = request.data, request.caller
    with taken_once(wanted), database.unit_of_work(request) as uow:
        admin = permissions.of(uow.connection, caller).role in ADMINS
        client, level = lock(uow, caller, wanted["client_id"])
        permissions.require_level(level, AccessLevel.WORK)
        decided = client_change.decide(client, wanted, extract_domain, admin=admin)
        if "practice_code" in decided.changed:
            permissions.require_level(level, AccessLevel.MANAGE)
        after = apply(uow, vault, caller.user_id, client, decided, extract_domain)
        return uow.answer(client_view.seen_at(level, after, extract_domain))


@contextmanager
def taken_once(wanted: ChangeClient) -> Iterator[None]:
    """Raises `accounts.PracticeCodeTaken`, `accounts.CompanyNumberTaken` where another client of the practice
    has what a change in the block gives.
    """
    try:
        yield
    except IntegrityError as error:
        if constraint(error) == "clients_practice_code":
            raise accounts.PracticeCodeTaken(practice_code=wanted["practice_code"]) from None
        if constraint(error) == "clients_company_number":
            raise accounts.CompanyNumberTaken(company_number=wanted["company_number"]) from None
        raise


def apply(
    uow: UnitOfWork,
    vault: Vault,
    by: str,
    client: ClientRow,
    change: ClientChange,
    extract_domain: str,
    import_id: str | None = None,
) -> ClientRow:
    """Write what was decided and tell it; gives the row after it. Raises `accounts.ExtractEmailTaken`."""
    if not change.changed:
        return client
    columns = dict(change.columns)
    for number in change.numbers:
        columns |= self_employed.number_columns(vault, client.id, number)
    if change.moves_to is not None:
        extract_addresses.move(uow, client.id, client.extract_local_part, change.moves_to, extract_domain)
        columns["extract_local_part"] = change.moves_to
    return write(uow, by, client, columns, change.changed, import_id)


def write(
    uow: UnitOfWork,
    by: str,
    client: ClientRow,
    columns: dict[str, object],
    changed: list[str],
    import_id: str | None = None,
) -> ClientRow:
    """Write checked values and tell what changed; gives the row after it. `import_id` is of the import that
    changes them.
    """
    version = client.version + 1
    found = uow.execute(
        update(Client)
        .where(Client.id == client.id)
        .values(**columns, version=version)
        .returning(*Client.__table__.columns)
    ).one()
    after = ClientRow._make(found)
    client_words.refresh(uow, after, client.name_sort)
    data = ClientUpdatedData(
        client_id=client.id,
        practice_id=client.practice_id,
        name=after.name,
        practice_code=after.practice_code,
        company_number=after.company_number,
        industry=after.industry,
        solutions=after.solutions,
        base_currency=after.base_currency,
        country=after.country,
        changed=changed,
        before={name: getattr(client, name) for name in changed if name in _PUBLISHED},
        after={name: getattr(after, name) for name in changed if name in _PUBLISHED},
        updated_by=by,
        updated_at=now(),
        version=version,
    )
    if import_id is not None:
        data["import_id"] = import_id
    uow.send(CLIENT_UPDATED, data)
    return after
