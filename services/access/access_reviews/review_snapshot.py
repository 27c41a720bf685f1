"""A review's lines as they are taken down when it starts: by colleague, and client by client."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from chassis.database.unit_of_work import UnitOfWork, new_id
from contracts.access import AccessLevel, AccessReason, AccessReviewState, PracticeRole, Reason
from contracts.access.states import MembershipStatus
from services.access.access_reviews import reached_now
from services.access.client_access import given_clients
from services.access.members import memberships
from services.access.tables import (
    AccessReview,
    AccessReviewColleague,
    AccessReviewLine,
    Activity,
    Membership,
    Session,
    User,
)

#: Lines that are written together, and how many at most while somebody waits.
_AT_ONCE, _WAITED_FOR = 2000, 2000
#: More lines than a colleague can have, so that those of the next come after them.
_MOST_OF_ONE = 10_000_000


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


def add(uow: UnitOfWork, practice_id: str, review_id: str, whom: Sequence[Subject]) -> None:
    """Write whom a review is of. The first lines are taken down at once, the rest by `take_down_some`."""
    left = _WAITED_FOR
    for number, subject in enumerate(whom):
        left -= given_clients.count(uow.connection, practice_id, subject.user_id)
        written = {
            "review_id": review_id,
            "practice_id": practice_id,
            "number": number,
            "ready": False,
            "user_id": subject.user_id,
            "name": subject.name,
            "role": subject.role,
            "last_signed_in_at": subject.last_signed_in_at,
        }
        uow.execute(insert(AccessReviewColleague).values(written))
        if left >= 0:
            _take_down(uow, practice_id, review_id, number, subject)


def take_down_some(uow: UnitOfWork) -> bool:
    """The lines of one colleague of an open review that nobody else takes down; whether there was one."""
    whose = AccessReviewColleague
    waiting = uow.execute(
        select(whose.review_id, whose.practice_id, whose.user_id, whose.number)
        .join(AccessReview, AccessReview.id == whose.review_id)
        .where(~whose.ready, AccessReview.state == AccessReviewState.OPEN)
        .order_by(whose.review_id, whose.number)
        .limit(1)
        .with_for_update(of=whose, skip_locked=True)
    ).first()
    if waiting is None:
        return False
    found = subjects(uow.connection, waiting.practice_id, Membership.user_id == waiting.user_id)
    if found:
        _take_down(uow, waiting.practice_id, waiting.review_id, waiting.number, found[0])
    else:
        _count(uow, waiting.review_id, waiting.user_id, 0)
    return True


def _take_down(uow: UnitOfWork, practice_id: str, review_id: str, number: int, subject: Subject) -> None:
    """Write the lines of one colleague."""
    connection = uow.connection
    last = _last_changes(connection, practice_id, subject.user_id)
    whose = {"review_id": review_id, "practice_id": practice_id, "user_id": subject.user_id}
    rows = [
        {
            **whose,
            **line._asdict(),
            "id": new_id("line"),
            "place": number * _MOST_OF_ONE + place,
            "level": highest(line.reasons),
            "last_change_at": last.get(line.client_id),
        }
        for place, line in enumerate(_lines(connection, practice_id, subject), 1)
    ]
    for start in range(0, len(rows), _AT_ONCE):
        uow.execute(insert(AccessReviewLine), rows[start : start + _AT_ONCE])
    _count(uow, review_id, subject.user_id, len(rows))


def _count(uow: UnitOfWork, review_id: str, user_id: str, lines: int) -> None:
    which = (AccessReviewColleague.review_id == review_id, AccessReviewColleague.user_id == user_id)
    uow.execute(update(AccessReviewColleague).where(*which).values(lines=lines, ready=True))


def highest(reasons: Sequence[Reason]) -> AccessLevel:
    """Of several levels the highest holds."""
    levels = tuple(AccessLevel)
    return max((AccessLevel(each["level"]) for each in reasons), key=levels.index)


def _lines(connection: Connection, practice_id: str, subject: Subject) -> Iterator[Found]:
    """What they reach at once, then client by client what they reach by more than that."""
    if subject.status != MembershipStatus.ACTIVE:
        return
    everything = reached_now.clients(connection, practice_id)
    shared = reached_now.everyones(connection, practice_id)
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
