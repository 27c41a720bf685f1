"""Who may see and manage an invitation: of a client, whoever sees the client; of a colleague, admins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts import access
from contracts.errors import NotFound, PracticeAccountRequired
from contracts.messages import Rpc
from services.invitations.tables import Invitation


def require(database: Database, calls: Rpc, caller: Caller, invitation_id: str) -> None:
    """Raises `NotFound` for what does not exist and for who may not see it; `PracticeAccountRequired`."""
    if caller.kind != "practice":
        raise PracticeAccountRequired()
    with database.read() as connection:
        invitation = connection.execute(
            select(Invitation.id, Invitation.client_id).where(
                Invitation.id == invitation_id, Invitation.practice_id == caller.account_id
            )
        ).first()
    if invitation is None or not visible(calls, caller, [invitation]):
        raise NotFound(what="invitation")


def visible(calls: Rpc, caller: Caller, invitations: Iterable[Any]) -> list[Any]:
    """Those of the practice's invitations that the caller may see."""
    invitations = list(invitations)
    ids = sorted({row.client_id for row in invitations if row.client_id is not None})
    seen = access.sees_clients(calls, client_ids=ids, practice_id=caller.account_id)
    clients = set(seen["client_ids"])
    return [row for row in invitations if (row.client_id in clients if row.client_id else seen["admin"])]
