"""A review's lines as they are taken down when it starts: by colleague, and client by client."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select

from chassis.database.unit_of_work import UnitOfWork, new_id
from contracts.access import AccessLevel, AccessReason, PracticeRole, Reason
from contracts.access.states import MembershipStatus
from services.access.access_reviews import reached_now
from services.access.client_access import given_clients
from services.access.members import memberships
from services.access.tables import (
    AccessReviewColleague,
    AccessReviewLine,
    Activity,
    Membership,
    Session,
    User,
)

_AT_ONCE = 2000


class Subject(NamedTuple):
    """A colleague whom a review is of."""

    user_id: str
    name: str
    role: str
    status: str
    last_signed_in_at: datetime.datetime | None


class Found(NamedTuple):
    """A line before it is one."""

    client_id: str | None
    client_name: str | None
    clients: int
    reasons: list[Reason]


def subjects(connection: Connection, practice_id: str, *which: ColumnElement[bool]) -> list[Subject]:
    """The colleagues of the practice, those of a review among them, by name."""
    signed_in = select(func.max(Session.seen_at)).where(
        Session.user_id == Membership.user_id,
        Session.account_id == Membership.account_id,
        Session.scope == "session",
    )
    query = (
        select(
            Membership.user_id, memberships.shown_name, Membership.role, Membership.status,
            signed_in.correlate(Membership).scalar_subquery().label("last_signed_in_at"),
        )
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.account_id == practice_id, Membership.status != "removed", ~Membership.program, *which
        )
        .order_by(memberships.shown_name, Membership.user_id)
    )  # fmt: skip
    return [Subject._make(row) for row in connection.execute(query)]


def take_down(uow: UnitOfWork, practice_id: str, review_id: str, of: Sequence[Subject]) -> int:
    """Write the colleagues and their lines; gives how many lines these are."""
    connection, place = uow.connection, 0
    everything = reached_now.clients(connection, practice_id)
    shared = reached_now.everyones(connection, practice_id)
    for subject in of:
        last = _last_changes(connection, practice_id, subject.user_id)
        began = place
        lines = _lines(connection, practice_id, subject, everything, shared)
        whose = {"review_id": review_id, "practice_id": practice_id, "user_id": subject.user_id}
        rows = []
        for place, line in enumerate(lines, place + 1):  # noqa: B020  goes on counting
            rows.append(
                {
                    **whose,
                    "id": new_id("line"),
                    "place": place,
                    **line._asdict(),
                    "level": highest(line.reasons),
                    "last_change_at": last.get(line.client_id),
                }
            )
        counted = {"name": subject.name, "role": subject.role, "lines": place - began}
        signed_in = {"last_signed_in_at": subject.last_signed_in_at}
        uow.execute(insert(AccessReviewColleague).values({**whose, **counted, **signed_in}))
        for start in range(0, len(rows), _AT_ONCE):
            uow.execute(insert(AccessReviewLine), rows[start : start + _AT_ONCE])
    return place


def highest(reasons: Sequence[Reason]) -> AccessLevel:
    """Of several levels the highest holds."""
    levels = tuple(AccessLevel)
    return max((AccessLevel(each["level"]) for each in reasons), key=levels.index)


def _lines(
    connection: Connection, practice_id: str, subject: Subject, everything: int, shared: int
) -> Iterator[Found]:
    """What they reach at once, then client by client what they reach by more than that."""
    if subject.status != MembershipStatus.ACTIVE:
        return
    for reason, clients in ((AccessReason.ROLE, everything), (AccessReason.EVERYONE, shared)):
        reasons = reached_now.at_once(reason, PracticeRole(subject.role), shared)
        if reasons:
            yield Found(None, None, clients, reasons)
    for client in given_clients.clients_given_to(connection, practice_id, subject.user_id):
        yield Found(client.client_id, client.name, 1, client.reasons)


def _last_changes(
    connection: Connection, practice_id: str, user_id: str
) -> dict[str | None, datetime.datetime]:
    """When they last did something with each client, by the audit trail."""
    query = (
        select(Activity.client_id, func.max(Activity.at).label("at"))
        .where(
            and_(Activity.practice_id == practice_id, Activity.actor_id == user_id),
            Activity.client_id.is_not(None),
        )
        .group_by(Activity.client_id)
    )
    return {row.client_id: row.at for row in connection.execute(query)}
