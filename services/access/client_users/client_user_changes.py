"""A client's user who is given another role or removed."""

from __future__ import annotations

from sqlalchemy import func

from chassis.database.engine import Database
from chassis.rpc.request import Request
from contracts.access import (
    AccessLevel,
    ChangeClientUser,
    ClientMembershipStatus,
    ClientUser,
    RemoveClientUser,
    SentMessages,
)
from services.access.client_users import (
    client_permissions,
    client_user_roles,
    client_user_rows,
    client_user_views,
)
from services.access.members import memberships
from services.access.sessions import session_records


def change(database: Database, request: Request[ChangeClientUser]) -> ClientUser:
    """Give a user another role, which counts on their next request.

    Raises `NotFound`, `LevelRequired`, `RoleRequired`, `StaleVersion`, and `Owner`, but for the practice
    (product.md 1.1).
    """
    data, client_id = request.data, request.data.client_id
    with database.unit_of_work(request) as uow:
        actor = client_permissions.manager(uow.connection, request.caller, client_id, AccessLevel.MANAGE)
        memberships.lock_practice(uow, client_id)
        before = client_user_rows.find(uow, client_id, data.user_id)
        role = client_user_roles.change_of(actor, before, data)
        if role is not None:
            client_user_rows.write(uow, before, role=role)
            client_user_rows.note_change(
                uow, client_id, before.user_id, "client_user.changed", actor.user_id,
                before={"role": before.role}, after={"role": role},
            )  # fmt: skip
        return uow.answer(client_user_views.view(uow.connection, client_id, before.user_id))


def remove(database: Database, request: Request[RemoveClientUser]) -> SentMessages:
    """End somebody's membership and sessions; open invitations lead nowhere. Raises what `change` does."""
    client_id = request.data.client_id
    with database.unit_of_work(request) as uow:
        actor = client_permissions.manager(uow.connection, request.caller, client_id, AccessLevel.MANAGE)
        memberships.lock_practice(uow, client_id)
        before = client_user_rows.find(uow, client_id, request.data.user_id)
        client_user_roles.require_removable(actor, before)
        client_user_rows.write(uow, before, status=ClientMembershipStatus.REMOVED, removed_at=func.now())
        ended = session_records.end_all(uow, before.user_id, account_id=client_id)
        was = {"role": before.role, "status": before.status}
        client_user_rows.note_change(
            uow, client_id, before.user_id, "client_user.removed", actor.user_id, before=was
        )
        sent: SentMessages = {"message_ids": ended}
        return uow.answer(sent)
