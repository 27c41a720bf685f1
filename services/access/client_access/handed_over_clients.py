"""The clients of a manager who goes."""

from __future__ import annotations

from sqlalchemy import exists, or_, select

from chassis.database.unit_of_work import UnitOfWork
from services.access.client_access import grant_notices, grant_rows, granted_access
from services.access.client_access.grant_notices import Change
from services.access.tables import ClientAccess, ClientResponsibility


def hand_over(uow: UnitOfWork, practice_id: str, old: str, new: str | None, *, actor_id: str) -> list[str]:
    """Let another colleague, or nobody, manage the clients that one manages, and nobody have the
    responsibilities that they have; gives the messages' ids.
    """
    responsible = exists().where(
        ClientResponsibility.client_id == ClientAccess.client_id, ClientResponsibility.user_id == old
    )
    theirs = (
        select(ClientAccess.client_id)
        .where(
            ClientAccess.practice_id == practice_id,
            or_(ClientAccess.account_manager_id == old, responsible),
        )
        .order_by(ClientAccess.client_id)
    )
    message_ids, changes = [], []
    for client_id in uow.execute(theirs.with_for_update()).scalars().all():
        before = grant_rows.lock(uow, client_id)
        wanted = granted_access.handed_over(before.access, old, new)
        if wanted == before.access:
            # It had ended by itself.
            continue
        message_ids.append(grant_rows.write(uow, actor_id, before, wanted))
        changes.append(Change(client_id, before.access, wanted))
    grant_notices.note(uow, practice_id, actor_id, changes)
    return message_ids
