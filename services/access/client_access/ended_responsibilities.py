"""What it means to end a responsibility: who loses what, and that nobody has it any more (docs/adr/0073)."""

from __future__ import annotations

from sqlalchemy import Connection, and_, func, select

from chassis.database.unit_of_work import UnitOfWork
from contracts.access import Responsible
from services.access.client_access import grant_rows, reach
from services.access.members import memberships
from services.access.tables import ClientAccess, ClientResponsibility, Membership, User


def end_everywhere(uow: UnitOfWork, practice_id: str, responsibility_id: str, *, actor_id: str) -> list[str]:
    """Take it from everybody who has it; gives the messages' ids."""
    held = (
        select(ClientResponsibility.client_id)
        .where(
            ClientResponsibility.practice_id == practice_id,
            ClientResponsibility.responsibility_id == responsibility_id,
        )
        .order_by(ClientResponsibility.client_id)
    )
    message_ids = []
    for client_id in uow.execute(held).scalars().all():
        before = grant_rows.lock(uow, client_id)
        left = {
            each: user_id
            for each, user_id in before.access.responsibilities.items()
            if each != responsibility_id
        }
        wanted = before.access._replace(responsibilities=left)
        message_ids.append(grant_rows.write(uow, actor_id, before, wanted))
    return message_ids


def those_who_have(connection: Connection, practice_id: str, responsibility_id: str) -> list[Responsible]:
    """By name, with the clients that each would see no more without it, and could do less with."""
    otherwise = reach.ways(without=responsibility_id)
    unseen = ~otherwise.reached
    lowered = and_(otherwise.reached, otherwise.level != reach.level)
    query = (
        select(
            User.id,
            memberships.shown_name,
            func.count().label("clients"),
            func.count().filter(unseen).label("unseen"),
            func.count().filter(lowered).label("lowered"),
        )
        .select_from(ClientResponsibility)
        .join(ClientAccess, ClientAccess.client_id == ClientResponsibility.client_id)
        .join(
            Membership,
            and_(
                Membership.account_id == ClientResponsibility.practice_id,
                Membership.user_id == ClientResponsibility.user_id,
            ),
        )
        .join(User, User.id == Membership.user_id)
        .where(
            ClientResponsibility.practice_id == practice_id,
            ClientResponsibility.responsibility_id == responsibility_id,
        )
        .group_by(User.id, memberships.by_shown_name)
        .order_by(memberships.by_shown_name, User.id)
    )
    return [
        {
            "user_id": row.id,
            "name": row.name,
            "clients": row.clients,
            "unseen": row.unseen,
            "lowered": row.lowered,
        }
        for row in connection.execute(query)
    ]
