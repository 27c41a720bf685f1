"""Why colleagues reach the clients that they were given: many at once, by `reach`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import CompoundSelect, Connection, func, or_, select, tuple_, union

from contracts.access import AccessReason, Reason
from services.access.client_access import reach
from services.access.tables import (
    Account,
    ClientAccess,
    ClientColleague,
    ClientResponsibility,
    ClientTeam,
    Membership,
    TeamMember,
)

#: Reasons that are nobody's alone.
_OF_ALL = (AccessReason.ROLE, AccessReason.EVERYONE)


def explain_pairs(
    connection: Connection, practice_id: str, pairs: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], list[Reason]]:
    """Every reason why each of these colleagues reaches the client beside them. One query."""
    if not pairs:
        return {}
    query = reach.EXPLAINED.where(
        Membership.account_id == practice_id,
        tuple_(Membership.user_id, ClientAccess.client_id).in_(pairs),
    )
    rows = connection.execute(query)
    return {(row.id, row.client_id): reach.explained(row)["reasons"] for row in rows}


class ClientGiven(NamedTuple):
    """A client that a colleague reaches by more than what all do."""

    client_id: str
    name: str
    reasons: list[Reason]


def clients_given_to(connection: Connection, practice_id: str, user_id: str) -> list[ClientGiven]:
    """The clients that an active colleague reaches not by their role alone, nor with everyone alone; by name,
    each with every reason why. One query.
    """
    theirs = _given(practice_id, user_id).subquery()
    query = (
        reach.EXPLAINED.add_columns(Account.name.label("client_name"))
        .join(Account, Account.id == ClientAccess.client_id)
        .where(
            Membership.account_id == practice_id,
            Membership.user_id == user_id,
            ClientAccess.client_id.in_(select(theirs.c.client_id)),
            or_(*(condition for reason, condition in reach.REASONS.items() if reason not in _OF_ALL)),
        )
        .order_by(Account.name, ClientAccess.client_id)
    )
    rows = connection.execute(query)
    return [ClientGiven(row.client_id, row.client_name, reach.explained(row)["reasons"]) for row in rows]


def count(connection: Connection, practice_id: str, user_id: str) -> int:
    """How many clients somebody was given, ended or not. One query."""
    query = select(func.count()).select_from(_given(practice_id, user_id).subquery())
    return connection.execute(query).scalar_one()


def _given(practice_id: str, user_id: str) -> CompoundSelect[str]:
    """The clients that they were given themselves, by a team, to manage or to be responsible at."""
    return union(
        select(ClientColleague.client_id).where(
            ClientColleague.user_id == user_id, ClientColleague.practice_id == practice_id
        ),
        select(ClientTeam.client_id)
        .join(TeamMember, TeamMember.team_id == ClientTeam.team_id)
        .where(TeamMember.user_id == user_id, TeamMember.practice_id == practice_id),
        select(ClientAccess.client_id).where(
            ClientAccess.practice_id == practice_id, ClientAccess.account_manager_id == user_id
        ),
        select(ClientResponsibility.client_id).where(
            ClientResponsibility.user_id == user_id, ClientResponsibility.practice_id == practice_id
        ),
    )
