"""A colleague who is given another role or other permissions."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.rpc.request import Request
from contracts.access import ChangeColleague, ColleagueWithMessages
from services.access import permissions
from services.access.activity import audit_lines
from services.access.colleagues import colleague_views, role_changes
from services.access.members import memberships


def change(database: Database, request: Request[ChangeColleague]) -> ColleagueWithMessages:
    """Give a colleague another role or other permissions; both count on their next request.

    Raises `NotFound`, `RoleRequired`, `Owner`, `StaleVersion`.
    """
    with database.unit_of_work(request) as uow:
        actor = permissions.admin(uow.connection, request.caller)
        memberships.lock_practice(uow, actor.account_id)
        before = memberships.colleague(uow.connection, actor.account_id, request.data["user_id"])
        wanted = role_changes.change_of(actor, before, request.data)
        message_ids = []
        if wanted is not None:
            message_ids.append(memberships.change(uow, before, **wanted.parts()))
            audit_lines.note(
                uow, "colleague.changed", practice_id=actor.account_id, actor_id=actor.user_id,
                user_id=before.user_id, before=role_changes.held_by(before).parts(), after=wanted.parts(),
            )  # fmt: skip
        shown = colleague_views.view(uow.connection, actor.account_id, before.user_id)
        sent: ColleagueWithMessages = {**shown, "message_ids": message_ids}
        return uow.answer(sent)
