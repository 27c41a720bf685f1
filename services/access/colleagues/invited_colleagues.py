"""Colleagues who are invited (product.md 5.7)."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from chassis.database.engine import Database, constraint
from chassis.database.unit_of_work import UnitOfWork, new_id
from chassis.rpc.request import Request
from contracts.access import Colleague as ShownColleague
from contracts.access import ColleagueExists, InviteColleague, MembershipStatus
from contracts.invitations.events import INVITE_TO_PRACTICE, InviteColleagueData
from services.access import permissions
from services.access.activity import audit_lines
from services.access.colleagues import colleague_views, role_changes
from services.access.members import memberships, users
from services.access.members.member_facts import Actor
from services.access.teams import team_members


def invite(database: Database, request: Request[InviteColleague]) -> ShownColleague:
    """Invite somebody to the practice by email. Raises `RoleRequired`, `ColleagueExists`, `InvalidInput`."""
    data = request.data
    try:
        with database.unit_of_work(request) as uow:
            actor = permissions.admin(uow.connection, request.caller)
            rights = role_changes.of_invited(actor, data)
            memberships.lock_practice(uow, actor.account_id)
            user_id = _user(uow, data)
            memberships.add(
                uow, actor.account_id, user_id, data.name,
                role=rights.role, permissions=rights.permissions, status=MembershipStatus.INVITED,
            )  # fmt: skip
            team_members.join(uow, actor, user_id, data.team_ids)
            _order_invitation(uow, actor, user_id, data)
            audit_lines.note(
                uow, "colleague.invited", practice_id=actor.account_id, actor_id=actor.user_id,
                user_id=user_id, after={**rights.parts(), "team_ids": sorted(set(data.team_ids))},
            )  # fmt: skip
            return uow.answer(colleague_views.view(uow.connection, actor.account_id, user_id))
    except memberships.AlreadyMember:
        raise ColleagueExists(email=data.email) from None
    except IntegrityError as error:
        if constraint(error) == "users_email":
            raise ColleagueExists(email=data.email) from None
        raise


def _user(uow: UnitOfWork, data: InviteColleague) -> str:
    """Whose email it is, or a new user."""
    user = users.by_email(uow.connection, data.email)
    if user is not None:
        return user.id
    return users.add(uow, name=data.name, email=data.email, password_hash=None)


def _order_invitation(uow: UnitOfWork, actor: Actor, user_id: str, data: InviteColleague) -> None:
    uow.send(
        INVITE_TO_PRACTICE,
        InviteColleagueData(
            invitation_id=new_id("inv"),
            practice_id=actor.account_id,
            practice_name=actor.account_name,
            user_id=user_id,
            invited_by=actor.user_id,
            invited_by_name=actor.user_name,
            name=data.name,
            email=data.email,
        ),
    )
