"""The clients of a manager who goes."""

from __future__ import annotations

from sqlalchemy import select

from chassis.database.unit_of_work import UnitOfWork
from services.access.client_access import grant_notices, grant_rows, granted_access
from services.access.client_access.grant_notices import Change
from services.access.tables import ClientAccess


def hand_over(uow: UnitOfWork, practice_id: str, old: str, new: str | None, *, actor_id: str) -> list[str]:
    """Let another colleague, or nobody, manage the clients that one manages; gives the messages' ids."""
    managed = (
        select(ClientAccess.client_id)
        .where(ClientAccess.practice_id == practice_id, ClientAccess.account_manager_id == old)
        .order_by(ClientAccess.client_id)
    )
    message_ids, changes = [], []
    for client_id in uow.execute(managed.with_for_update()).scalars().all():
        before = grant_rows.lock(uow, client_id)
        if before.access.account_manager_id != old:
            # It had ended by itself.
            continue
        wanted = granted_access.managed_by(before.access, new)
        message_ids.append(grant_rows.write(uow, actor_id, before, wanted))
        changes.append(Change(client_id, before.access, wanted))
    grant_notices.note(uow, practice_id, actor_id, changes)
    return message_ids
