"""Colleagues who leave, for a while or for good, and come back (product.md 1.4)."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from contracts.access import ColleagueWithMessages, EndColleague, GetColleague, MembershipStatus, SentMessages
from contracts.errors import NotFound
from services.access import permissions
from services.access.access_requests import ended_requests
from services.access.activity import audit_lines
from services.access.client_access import handed_over_clients, lasting_grants
from services.access.colleagues import colleague_views, departures
from services.access.colleagues.departures import Departure, Leaver
from services.access.members import memberships
from services.access.members.member_facts import Actor, Colleague
from services.access.sessions import session_records
from services.access.tables import ClientAccess, ClientColleague, Membership
from services.access.teams import team_members


def deactivate(database: Database, request: Request[EndColleague]) -> ColleagueWithMessages:
    """End a colleague's access at once and keep the rest, so that they can come back.

    Raises `NotFound`, `RoleRequired`, `Owner`, `ManagesClients`, `ColleagueNotAccepted`, `InvalidInput`.
    """
    with database.unit_of_work(request) as uow:
        actor, leaver = _facts(uow, request)
        departure = departures.deactivation(actor, leaver, request.data)
        message_ids = _end(uow, actor, leaver.colleague, departure) if departure is not None else []
        return uow.answer(_with_messages(uow, leaver.colleague, message_ids))


def reactivate(database: Database, request: Request[GetColleague]) -> ColleagueWithMessages:
    """Let a colleague in again, with the role, the teams and the clients they had."""
    with database.unit_of_work(request) as uow:
        actor = permissions.admin(uow.connection, request.caller)
        memberships.lock_practice(uow, actor.account_id)
        before = memberships.colleague(uow.connection, actor.account_id, request.data.user_id)
        message_ids = []
        if departures.is_return(actor, before):
            message_ids.append(memberships.change(uow, before, status=MembershipStatus.ACTIVE))
            _note(uow, actor, before, "colleague.reactivated", MembershipStatus.ACTIVE)
        return uow.answer(_with_messages(uow, before, message_ids))


def remove(database: Database, request: Request[EndColleague]) -> SentMessages:
    """End a membership for good, with every grant and team of it; an open invitation leads nowhere.

    Raises what `deactivate` does, but for who has not accepted yet.
    """
    with database.unit_of_work(request) as uow:
        actor, leaver = _facts(uow, request)
        departure = departures.removal(actor, leaver, request.data)
        message_ids = _end(uow, actor, leaver.colleague, departure)
        team_members.leave_all(uow, actor, leaver.colleague.user_id)
        uow.execute(
            delete(ClientColleague).where(
                ClientColleague.practice_id == actor.account_id,
                ClientColleague.user_id == leaver.colleague.user_id,
            )
        )
        sent: SentMessages = {"message_ids": message_ids}
        return uow.answer(sent)


def _facts(uow: UnitOfWork, request: Request[EndColleague]) -> tuple[Actor, Leaver]:
    """Who asks, and who is to go with all that counts. Raises `NotFound`."""
    actor = permissions.admin(uow.connection, request.caller)
    memberships.lock_practice(uow, actor.account_id)
    successor = aliased(Membership)
    manages = select(func.count()).where(
        ClientAccess.practice_id == Membership.account_id,
        lasting_grants.managed_by(Membership.user_id),
    )
    known = select(func.count()).where(
        successor.account_id == Membership.account_id,
        successor.user_id == request.data.get("reassign_managed_clients_to"),
        successor.status != "removed",
    )
    found = uow.execute(
        memberships.COLLEAGUE.add_columns(
            manages.correlate(Membership).scalar_subquery().label("manages"),
            known.correlate(Membership).scalar_subquery().label("successors"),
        ).where(
            Membership.account_id == actor.account_id,
            Membership.user_id == request.data["user_id"],
            Membership.status != "removed",
        )
    ).first()
    if found is None:
        raise NotFound(what="colleague")
    leaver = Leaver(Colleague._make(found[:-2]), found.manages, found.successors > 0)
    return actor, leaver


def _end(uow: UnitOfWork, actor: Actor, before: Colleague, departure: Departure) -> list[str]:
    """Write a departure; gives the messages' ids."""
    ended_requests.end_for_colleague(uow, actor.account_id, before.user_id)
    handed_over = handed_over_clients.hand_over(
        uow, actor.account_id, before.user_id, departure.successor, actor_id=actor.user_id
    )
    gone = {"removed_at": func.now()} if departure.status == MembershipStatus.REMOVED else {}
    message_ids = [memberships.change(uow, before, status=departure.status, **gone)]
    message_ids += session_records.end_all(uow, before.user_id, account_id=actor.account_id)
    _note(uow, actor, before, f"colleague.{departure.status}", departure.status)
    return message_ids + handed_over


def _with_messages(uow: UnitOfWork, colleague: Colleague, message_ids: list[str]) -> ColleagueWithMessages:
    shown = colleague_views.view(uow.connection, colleague.account_id, colleague.user_id)
    return {**shown, "message_ids": message_ids}


def _note(uow: UnitOfWork, actor: Actor, before: Colleague, kind: str, status: MembershipStatus) -> None:
    audit_lines.note(
        uow, kind, practice_id=actor.account_id, actor_id=actor.user_id, user_id=before.user_id,
        before={"status": before.status, "role": before.role}, after={"status": status},
    )  # fmt: skip
