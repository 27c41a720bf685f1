"""What people decide about inviting many at once: to begin, to stop, to go on."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from sqlalchemy import func, insert, literal, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.accounts.bulk_invitations import (
    MOST_KEPT,
    BulkInvitation,
    BulkInvitationLimit,
    BulkInvitationState,
    GetBulkInvitation,
    InviteImported,
    InviteMany,
    ManyInvitee,
    NobodyToInvite,
)
from contracts.accounts.bulk_states import BulkRowResult, BulkStatus
from contracts.accounts.import_states import ImportKind, ImportStatus
from contracts.accounts.imports import ImportState
from contracts.errors import FieldError, InvalidInput
from services.accounts import permissions
from services.accounts.bulk_invitations import bulk_records, bulk_rows
from services.accounts.clients import mobile_numbers
from services.accounts.imports import import_records
from services.accounts.imports.rows import planned_rows
from services.accounts.tables import BulkInvitation as BulkTable
from services.accounts.tables import BulkInvitationRow, Client, Member

_NAMED = (
    select(Client.id, Client.name, Client.type, Client.email)
    .join(Member, Member.practice_id == Client.practice_id)
    .where(permissions.is_caller, permissions.workable)
)


def of_import(database: Database, request: Request[InviteImported]) -> BulkInvitation:
    """Invite whom an import's rows name.

    Raises `NotFound`, `ImportState`, `NobodyToInvite`, `BulkInvitationLimit`.
    """
    caller = request.caller
    with database.unit_of_work(request) as uow:
        permissions.require_adder(uow.connection, caller)
        # Held, so that two at once do not take the same rows.
        found = import_records.one(uow, caller, request.data.import_id, locked=True)
        if found.state != ImportStatus.DONE or found.kind != ImportKind.CLIENTS:
            raise ImportState(state=found.state)
        bulk_id = _begin(
            uow,
            caller,
            acknowledges=request.data.acknowledge_existing_users,
            fields=[column["field"] for column in found.columns],
            import_id=found.id,
        )
        chosen = planned_rows.to_invite(found.id, found.practice_id).subquery()
        taken = select(
            literal(bulk_id),
            literal(found.practice_id),
            chosen.c.number,
            chosen.c.client_id,
            chosen.c.client_name,
            chosen.c.sealed,
            chosen.c.existing_user,
            literal(BulkRowResult.WAITING.value),
        )
        columns = (
            *("bulk_id", "practice_id", "number", "client_id"),
            *("client_name", "sealed", "existing_user", "result"),
        )
        count = uow.execute(insert(BulkInvitationRow).from_select(columns, taken)).rowcount
        return _begun(uow, request, bulk_id, count)


def of_clients(database: Database, vault: Vault, request: Request[InviteMany]) -> BulkInvitation:
    """Invite somebody to each of these clients.

    Raises `InvalidInput`, naming each that is wrong, and `BulkInvitationLimit`.
    """
    caller, wanted = request.caller, request.data.invitations
    with database.unit_of_work(request) as uow:
        membership = permissions.require_adder(uow.connection, caller)
        people = _people(uow, caller, membership.practice.country, wanted)
        acknowledges = request.data.acknowledge_existing_users
        bulk_id = _begin(uow, caller, acknowledges=acknowledges, fields=list(bulk_rows.TYPED))
        rows = [
            {
                "bulk_id": bulk_id,
                "practice_id": membership.practice.id,
                "number": number,
                "client_id": each.client_id,
                "client_name": client_name,
                "sealed": vault.seal(orjson.dumps(cells).decode(), bulk_rows.place(bulk_id, None, number)),
                "result": BulkRowResult.WAITING,
            }
            for number, (each, (client_name, cells)) in enumerate(zip(wanted, people, strict=True), start=1)
        ]
        uow.execute(insert(BulkInvitationRow), rows)
        return _begun(uow, request, bulk_id, len(rows))


def _people(
    uow: UnitOfWork, caller: Caller, country: str, wanted: Sequence[ManyInvitee]
) -> list[tuple[str, list[str]]]:
    """The clients' names, with the cells that name the people. Raises `InvalidInput`."""
    ids = [each.client_id for each in wanted]
    found = uow.execute(_NAMED.where(Client.id.in_(ids)), permissions.parameters(caller))
    clients = {row.id: row for row in found}
    people, errors = list[tuple[str, list[str]]](), list[FieldError]()
    for at, each in enumerate(wanted):
        client = clients.get(each.client_id)
        here = f"/invitations/{at}"
        if client is None or ids.index(each.client_id) != at:
            message = "Name each client once, of those that you can invite somebody to."
            errors.append({"pointer": f"{here}/client_id", "code": "unknown_client", "message": message})
            continue
        themself = client.type == "self_employed"
        name = each.name or (client.name if themself else None)
        email = each.email or (client.email if themself else None)
        for field, value in (("name", name), ("email", email)):
            if value is None:
                message = f"Enter the person's {'name' if field == 'name' else 'email address'}."
                errors.append({"pointer": f"{here}/{field}", "code": "required", "message": message})
        try:
            mobile = mobile_numbers.in_e164(each.mobile or None, country, f"{here}/mobile")
        except InvalidInput as invalid:
            errors += invalid.errors
            continue
        people.append((client.name, [name or "", email or "", mobile or ""]))
    if errors:
        raise InvalidInput(errors)
    return people


def _begin(
    uow: UnitOfWork,
    caller: Caller,
    *,
    acknowledges: bool,
    fields: Sequence[str | None],
    import_id: str | None = None,
) -> str:
    kept = select(func.count()).where(BulkTable.practice_id == caller.account_id)
    if uow.execute(kept).scalar_one() >= MOST_KEPT:
        raise BulkInvitationLimit(kept=MOST_KEPT)
    at, bulk_id = now(), new_id("bulk")
    row = {
        "id": bulk_id,
        "practice_id": caller.account_id,
        "import_id": import_id,
        "fields": list(fields),
        "state": BulkStatus.SENDING,
        "acknowledges": acknowledges,
        "row_count": 0,
        "created_by": caller.user_id,
        "acting": caller.user_id,
        "created_at": at,
        "due_at": at,
        "attempts": 0,
        "version": 1,
    }
    uow.execute(insert(BulkTable).values(row))
    return bulk_id


def _begun(
    uow: UnitOfWork, request: Request[InviteImported] | Request[InviteMany], bulk_id: str, count: int
) -> BulkInvitation:
    if count == 0:
        raise NobodyToInvite()
    uow.execute(update(BulkTable).where(BulkTable.id == bulk_id).values(row_count=count))
    uow.left_jobs = True
    return uow.answer(bulk_records.view(uow, bulk_records.one(uow, request.caller, bulk_id)))


def stop(database: Database, request: Request[GetBulkInvitation]) -> BulkInvitation:
    """Send no more; what is on its way goes on. Raises `NotFound`, `BulkInvitationState`."""
    return _move(database, request, BulkStatus.STOPPED)


def resume(database: Database, request: Request[GetBulkInvitation]) -> BulkInvitation:
    """Go on where it stopped, with the rights of who asks now. Raises `NotFound`, `BulkInvitationState`."""
    return _move(
        database, request, BulkStatus.SENDING, acting=request.caller.user_id, problem=None, not_before=None
    )


def _move(
    database: Database, request: Request[GetBulkInvitation], state: BulkStatus, **columns: object
) -> BulkInvitation:
    with database.unit_of_work(request) as uow:
        permissions.require_adder(uow.connection, request.caller)
        found = bulk_records.one(uow, request.caller, request.data.bulk_invitation_id, locked=True)
        if found.state == BulkStatus.DONE:
            raise BulkInvitationState(state=found.state)
        bulk_records.move(uow, found, state, **columns)
        return uow.answer(bulk_records.view(uow, bulk_records.one(uow, request.caller, found.id)))
