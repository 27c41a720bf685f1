"""How colleagues reach clients at the moment: the reasons of the one place that says them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, func, select

from chassis.database.unit_of_work import UnitOfWork
from contracts.access import AccessLevel, AccessReason, PracticeRole, Reason
from contracts.access.states import ADMINS, MembershipStatus
from services.access.client_access import given_clients, held_clients, lasting_grants
from services.access.tables import ClientAccess, Membership


def reasons(
    connection: Connection, practice_id: str, pairs: Sequence[tuple[str, str | None, AccessReason]]
) -> Mapping[tuple[str, str | None, AccessReason], list[Reason]]:
    """How each of these is reached now: of one client all reasons, of many at once the one that is named."""
    of_one = [(user_id, client_id) for user_id, client_id, _ in pairs if client_id is not None]
    found = given_clients.explain_pairs(connection, practice_id, of_one)
    roles = _roles(connection, practice_id, {user_id for user_id, client_id, _ in pairs if client_id is None})
    shared = everyones(connection, practice_id) if roles else 0

    def of(user_id: str, client_id: str | None, reason: AccessReason) -> list[Reason]:
        if client_id is not None:
            return found.get((user_id, client_id), [])
        return at_once(reason, roles.get(user_id), shared)

    return {each: of(*each) for each in pairs}


def at_once(reason: AccessReason, role: PracticeRole | None, shared: int) -> list[Reason]:
    """Why an active colleague of this role reaches many clients at once."""
    if reason is AccessReason.ROLE and role in ADMINS:
        return [{"reason": reason, "role": role, "level": AccessLevel.MANAGE}]
    if reason is AccessReason.EVERYONE and role is not None and shared:
        return [{"reason": reason, "level": AccessLevel.MANAGE}]
    return []


def everyones(connection: Connection, practice_id: str) -> int:
    """How many clients everybody in the practice sees."""
    query = select(func.count()).where(ClientAccess.practice_id == practice_id, lasting_grants.everyone)
    return connection.execute(query).scalar_one()


def clients(connection: Connection, practice_id: str) -> int:
    """How many clients the practice has."""
    query = select(func.count()).where(ClientAccess.practice_id == practice_id)
    return connection.execute(query).scalar_one()


def is_of(uow: UnitOfWork, practice_id: str, client_id: str) -> bool:
    """Whether the client is the practice's still; it stays so in this transaction."""
    held_clients.hold(uow, client_id)
    query = select(ClientAccess.client_id).where(
        ClientAccess.client_id == client_id, ClientAccess.practice_id == practice_id
    )
    return uow.execute(query).first() is not None


def _roles(connection: Connection, practice_id: str, user_ids: set[str]) -> dict[str, PracticeRole]:
    """The roles of those of them who are active."""
    if not user_ids:
        return {}
    query = select(Membership.user_id, Membership.role).where(
        Membership.account_id == practice_id,
        Membership.user_id.in_(user_ids),
        Membership.status == MembershipStatus.ACTIVE,
    )
    return {row.user_id: PracticeRole(row.role) for row in connection.execute(query)}
