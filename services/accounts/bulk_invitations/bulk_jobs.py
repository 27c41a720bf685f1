"""Works sendings off, some clients in a transaction at a time: each invitation with its row's result."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import bindparam, func, or_, select, update

from chassis.database.engine import Database
from chassis.database.leased_jobs import Claimed, LeasedJobs
from chassis.database.prepared import Prepared
from chassis.database.rows import columns_of
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.observability import logs
from chassis.security.vault import Vault
from contracts import access
from contracts.accounts.bulk_states import BULK_ROW_TRANSITIONS, BulkRowResult, BulkStatus
from contracts.errors import RoleRequired, TooManyRequests
from contracts.messages import Rpc
from services.accounts.bulk_invitations import bulk_records, bulk_rows, row_decision
from services.accounts.bulk_invitations.bulk_records import KeptBulk
from services.accounts.bulk_invitations.bulk_rows import KeptRow
from services.accounts.bulk_invitations.row_decision import Refused
from services.accounts.clients import client_invitations
from services.accounts.clients.client_invitations import Invitee
from services.accounts.tables import BulkInvitation, BulkInvitationRow, Practice

_log = logs.get(__name__)
#: Clients of one transaction.
_ROWS = 50
_NO_RIGHT = "Whoever asked for this may add clients no more. An admin can go on with it."
_GIVEN_UP = "It stopped several times at the same clients. Nothing is lost: try to go on."


@dataclass(frozen=True, slots=True)
class DueSending:
    """A sending whose next clients can be invited."""

    id: str
    practice_id: str
    acting: str
    acknowledges: bool


SENDINGS = LeasedJobs(
    made=DueSending,
    rows=select(*columns_of(DueSending, BulkInvitation)).where(
        BulkInvitation.state == BulkStatus.SENDING,
        or_(BulkInvitation.not_before.is_(None), BulkInvitation.not_before <= func.now()),
    ),
    key=(BulkInvitation.id,),
    due_at=BulkInvitation.due_at,
    attempts=BulkInvitation.attempts,
    lease=60,
    back_off=(2, 15, 60, 300),
)
_WAITING = bulk_rows.ROWS.where(
    BulkInvitationRow.bulk_id == bindparam("bulk_id"), BulkInvitationRow.result == BulkRowResult.WAITING
).limit(_ROWS)
_RESULT = Prepared(
    "note_bulk_result",
    update(BulkInvitationRow)
    .where(BulkInvitationRow.bulk_id == bindparam("b"), BulkInvitationRow.number == bindparam("n"))
    .values(result=bindparam("r"), code=bindparam("c"), detail=bindparam("d"), invitation_id=bindparam("i")),
)


def send_some(database: Database, calls: Rpc, vault: Vault) -> bool:
    """Invite the next clients of the sending that has waited longest; whether there was one."""
    claimed = SENDINGS.claim(database)
    if claimed is None:
        return False
    try:
        users = _users(database, calls, vault, claimed.job)
        with database.unit_of_work() as uow:
            found = _still_ours(uow, claimed)
            if found is not None:
                _send(uow, vault, found, users)
                uow.left_jobs = True
    except TooManyRequests as limit:
        wait = limit.retry_after or 60
        SENDINGS.hold(database, claimed, wait, not_before=now() + datetime.timedelta(seconds=wait))
    except RoleRequired:
        _stop(database, claimed, _NO_RIGHT)
    except Exception:
        if SENDINGS.postpone(database, claimed):
            _log.exception("bulk_invitation_failed", bulk_invitation_id=claimed.job.id)
            return False
        _stop(database, claimed, _GIVEN_UP)
        raise
    return True


def _users(database: Database, calls: Rpc, vault: Vault, job: DueSending) -> frozenset[str]:
    """Those of the next people who are users already (product.md 4.1), where that was not found out before.

    Nothing is asked where such people are to be invited too. Raises `RoleRequired`, `TooManyRequests`.
    """
    if job.acknowledges:
        return frozenset()
    with database.unit_of_work() as uow:
        found, rows, country = _next(uow, job)
    people = [bulk_rows.person(vault, found, row, country) for row in rows if row.existing_user is None]
    emails = list(dict.fromkeys(each.email for each in people if each is not None))
    if not emails:
        return frozenset()
    users = access.look_up_emails(calls, practice_id=job.practice_id, user_id=job.acting, emails=emails)
    return frozenset(email.casefold() for email in users)


def _next(uow: UnitOfWork, job: DueSending) -> tuple[KeptBulk, list[KeptRow], str]:
    """The sending, the rows that come next, and the country of its practice."""
    row = uow.execute(
        select(*BulkInvitation.__table__.columns, Practice.country)
        .join(Practice, Practice.id == BulkInvitation.practice_id)
        .where(BulkInvitation.id == job.id)
    ).one()
    return KeptBulk._make((*row[:-1], None)), _waiting(uow, job.id), row.country


def _waiting(uow: UnitOfWork, bulk_id: str) -> list[KeptRow]:
    return [KeptRow._make(row) for row in uow.execute(_WAITING, {"bulk_id": bulk_id})]


def _still_ours(uow: UnitOfWork, claimed: Claimed[DueSending]) -> KeptBulk | None:
    """The sending, held; None where it was stopped meanwhile, or its lease ended and another has it."""
    found = uow.execute(
        select(*BulkInvitation.__table__.columns)
        .where(
            BulkInvitation.id == claimed.job.id,
            BulkInvitation.state == BulkStatus.SENDING,
            BulkInvitation.attempts == claimed.attempt,
        )
        .with_for_update()
    ).first()
    return None if found is None else KeptBulk._make((*found, None))


def _send(uow: UnitOfWork, vault: Vault, found: KeptBulk, users: frozenset[str]) -> None:
    membership = bulk_records.author(uow, found)
    rows = _waiting(uow, found.id)
    clients = bulk_rows.seen_clients(uow, found, rows)
    for row in rows:
        who = bulk_rows.person(vault, found, row, membership.practice.country)
        email = who.email if who is not None else None
        known = row.existing_user or (email is not None and email.casefold() in users)
        refused = row_decision.refusal(
            clients.get(row.client_id), email=email, existing_user=known, acknowledged=found.acknowledges
        )
        if refused is None and who is not None:
            client = clients[row.client_id]
            person = Invitee(who.name, who.email, who.mobile)
            shown = client_invitations.order(uow, membership, client.id, client.name, person, may_wait=True)
            clients[row.client_id] = client._replace(invited=True)
            _note(uow, found, row, BulkRowResult.INVITED, invitation_id=shown["id"])
        else:
            _note(uow, found, row, BulkRowResult.REFUSED, refused or row_decision.NOBODY)
    if len(rows) < _ROWS:
        bulk_records.move(uow, found, BulkStatus.DONE, finished_at=now())
    else:
        uow.execute(
            update(BulkInvitation).where(BulkInvitation.id == found.id).values(due_at=now(), attempts=0)
        )


def _note(
    uow: UnitOfWork,
    found: KeptBulk,
    row: KeptRow,
    result: BulkRowResult,
    refused: Refused | None = None,
    invitation_id: str | None = None,
) -> None:
    BULK_ROW_TRANSITIONS.require(row.result, result)
    code, detail = (refused.code, refused.detail) if refused is not None else (None, None)
    uow.later(
        _RESULT,
        {"b": found.id, "n": row.number, "r": result, "c": code, "d": detail, "i": invitation_id},
    )


def _stop(database: Database, claimed: Claimed[DueSending], problem: str) -> None:
    with database.unit_of_work() as uow:
        found = _still_ours(uow, claimed)
        if found is not None:
            bulk_records.move(uow, found, BulkStatus.STOPPED, problem=problem)
