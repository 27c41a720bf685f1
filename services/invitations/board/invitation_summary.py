"""What of the practice's invitations needs somebody: those not delivered, and those that end soon."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from chassis.database.engine import Database
from chassis.database.rows import columns_of, loaded
from chassis.database.unit_of_work import now
from chassis.security.identity import Caller
from contracts.access import AccessLevel
from contracts.errors import PracticeAccountRequired
from contracts.invitations import InvitationStatus, InvitationSummary, WaitingInvitation, WaitingInvitations
from contracts.messages import Rpc
from contracts.moments import moment
from services.invitations import permissions
from services.invitations.board import acceptance_figures
from services.invitations.tables import Invitation

#: How long before its end an invitation is one that ends soon.
SOON = datetime.timedelta(days=2)
_FIRST = 3
#: As many as are looked at. A practice sends 500 a day unless an operator says else.
_MOST = 2000


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """As much of an invitation as is told of it."""

    id: str
    name: str
    client_id: str | None
    account_name: str
    state: InvitationStatus
    expires_at: datetime.datetime | None


_COLUMNS = columns_of(WaitingRow, Invitation)
_FAILED = Invitation.state == InvitationStatus.NEEDS_ATTENTION


def ends_soon(at: datetime.datetime) -> ColumnElement[bool]:
    """True for those that reached somebody, as far as is known, and soon do not count any more."""
    went = Invitation.state.in_((InvitationStatus.SENT, InvitationStatus.DELIVERED))
    return and_(went, Invitation.expires_at > at, Invitation.expires_at <= at + SOON)


def of(database: Database, calls: Rpc, caller: Caller) -> InvitationSummary:
    """Those that are the caller's to send again or correct (docs/adr/0064); for an admin also how soon they
    are accepted.

    Raises `PracticeAccountRequired`.
    """
    if caller.kind != "practice":
        raise PracticeAccountRequired()
    at = now()
    waiting = (
        select(*_COLUMNS)
        .where(Invitation.practice_id == caller.account_id, or_(_FAILED, ends_soon(at)))
        .order_by(Invitation.expires_at, Invitation.id)
        .limit(_MOST)
    )
    with database.read() as connection:
        rows = [loaded(WaitingRow, row) for row in connection.execute(waiting)]
    visible = permissions.visible(calls, caller, rows)
    seen = [
        row for row in visible.invitations if visible.level_of(row.client_id) in AccessLevel.WORK.and_above
    ]
    acceptance = None
    if visible.admin:
        with database.read() as connection:
            acceptance = acceptance_figures.of(connection, caller.account_id, at)
    return {
        "failed": _waiting([row for row in seen if row.state == InvitationStatus.NEEDS_ATTENTION]),
        "ending": _waiting([row for row in seen if row.state != InvitationStatus.NEEDS_ATTENTION]),
        "acceptance": acceptance,
    }


def _waiting(rows: list[WaitingRow]) -> WaitingInvitations:
    return {"count": len(rows), "first": [_view(row) for row in rows[:_FIRST]]}


def _view(row: WaitingRow) -> WaitingInvitation:
    ends = row.expires_at
    return {
        "id": row.id,
        "name": row.name,
        "client_id": row.client_id,
        "account_name": row.account_name,
        "expires_at": moment(ends) if ends else None,
    }
