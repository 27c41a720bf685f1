"""What ends by itself within two days: told of once, to those who lose it and to those who gave it
(docs/adr/0056).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, and_, func, or_, select, union_all, update
from sqlalchemy.orm import InstrumentedAttribute

from chassis.database.unit_of_work import UnitOfWork, now
from contracts.access import AccessReason, NoticeKind
from contracts.access.events import ACCESS_ENDS_SOON, AccessEndsSoonData, EndingAccess
from contracts.access.states import ADMINS
from services.access.client_access import current_access
from services.access.client_access.grant_ends import EVERYONE, MANAGER, Ends
from services.access.client_access.granted_access import Access, Granted
from services.access.client_access.held_clients import hold
from services.access.members import memberships
from services.access.notices import notice_rows
from services.access.notices.notice_rows import Event
from services.access.tables import (
    Account,
    ClientAccess,
    ClientColleague,
    ClientTeam,
    Membership,
    Team,
    TeamMember,
    User,
)

AHEAD = datetime.timedelta(days=2)


def _unsaid(ends_at: InstrumentedAttribute[datetime.datetime | None]) -> ColumnElement[bool]:
    """It ends soon, and nobody was told."""
    said = or_(ClientAccess.noticed_until.is_(None), ends_at > ClientAccess.noticed_until)
    return and_(ends_at > func.now(), ends_at <= func.now() + AHEAD, said)


_DUE = union_all(
    select(ClientAccess.client_id)
    .join(ClientColleague, ClientColleague.client_id == ClientAccess.client_id)
    .where(_unsaid(ClientColleague.ends_at)),
    select(ClientAccess.client_id)
    .join(ClientTeam, ClientTeam.client_id == ClientAccess.client_id)
    .where(_unsaid(ClientTeam.ends_at)),
    select(ClientAccess.client_id).where(_unsaid(ClientAccess.everyone_ends_at)),
    select(ClientAccess.client_id).where(_unsaid(ClientAccess.manager_ends_at)),
).limit(1)


def notice_some(uow: UnitOfWork) -> bool:
    """Tell what ends soon of one client, once, whoever else is at it; whether there was something."""
    client_id = uow.execute(_DUE).scalar()
    if client_id is None:
        return False
    hold(uow, client_id)
    notice(uow, client_id)
    return True


def notice(uow: UnitOfWork, client_id: str) -> None:
    """Tell what ends soon of a client that is held."""
    found = uow.execute(
        select(ClientAccess.noticed_until, Account.name)
        .join(Account, Account.id == ClientAccess.client_id)
        .where(ClientAccess.client_id == client_id)
    ).first()
    if found is None:
        return
    granted = current_access.find(uow.connection, client_id)
    soon = ending(granted.access.ends, found.noticed_until, now())
    if not soon:
        return
    pass_over(uow, client_id)
    people, names = _people(uow, granted.practice_id, granted.access, soon)
    _note(uow, granted, soon, people)
    uow.send(
        ACCESS_ENDS_SOON,
        AccessEndsSoonData(
            client_id=client_id,
            practice_id=granted.practice_id,
            client_name=found.name,
            account_manager_id=granted.access.account_manager_id,
            ends=[
                EndingAccess(
                    grant=_grant(granted.access, subject),
                    name=names.get(_named(granted.access, subject) or ""),
                    user_ids=sorted(people.get(subject, ())),
                    until=until,
                )
                for subject, until in sorted(soon.items(), key=lambda each: (each[1], each[0]))
            ],
        ),
    )


def _note(uow: UnitOfWork, granted: Granted, soon: Ends, people: Mapping[str, set[str]]) -> None:
    """Who loses it has notice, and who manages the client, or else the admins."""
    manager = granted.access.account_manager_id
    others = [manager] if manager is not None else memberships.admins(uow.connection, granted.practice_id)
    for subject, until in soon.items():
        event = Event(
            kind=NoticeKind.ACCESS_ENDS,
            practice_id=granted.practice_id,
            client_id=granted.client_id,
            until=until,
        )
        notice_rows.add(uow, event, {*people.get(subject, ()), *others})


def pass_over(uow: UnitOfWork, client_id: str) -> None:
    """Tell nothing, later, of what ends within two days from now."""
    until = func.greatest(ClientAccess.noticed_until, func.now() + AHEAD)
    uow.execute(update(ClientAccess).where(ClientAccess.client_id == client_id).values(noticed_until=until))


def ending(ends: Ends, noticed_until: datetime.datetime | None, at: datetime.datetime) -> Ends:
    """Those of the ends that are to be told of."""
    return {
        subject: end
        for subject, end in ends.items()
        if at < end <= at + AHEAD and (noticed_until is None or end > noticed_until)
    }


def _grant(access: Access, subject: str) -> AccessReason:
    if subject in (EVERYONE, MANAGER):
        return AccessReason(subject)
    return AccessReason.TEAM if subject in access.team_ids else AccessReason.COLLEAGUE


def _named(access: Access, subject: str) -> str | None:
    """Whose name says what ends."""
    return access.account_manager_id if subject == MANAGER else subject


def _people(
    uow: UnitOfWork, practice_id: str, access: Access, soon: Collection[str]
) -> tuple[Mapping[str, set[str]], Mapping[str, str]]:
    """Whom each end concerns, and the names of people and teams. Admins go on seeing the client."""
    manager = access.account_manager_id if MANAGER in soon else None
    named = {*soon, *([manager] if manager is not None else [])}
    names: dict[str, str] = {
        row.id: row.name for row in uow.execute(select(Team.id, Team.name).where(Team.id.in_(named)))
    }
    of_practice = select(Membership.user_id, Membership.role, Membership.status, memberships.shown_name).join(
        User, User.id == Membership.user_id
    )
    rows = uow.execute(
        of_practice.where(Membership.account_id == practice_id, Membership.user_id.in_(named))
    ).all()
    names |= {row.user_id: row.name for row in rows}
    people: dict[str, set[str]] = {
        row.user_id: {row.user_id}
        for row in rows
        if row.user_id in soon and row.role not in ADMINS and row.status == "active"
    }
    if manager is not None:
        people[MANAGER] = {manager}
    members = (
        select(TeamMember.team_id, TeamMember.user_id)
        .join(
            Membership,
            (Membership.account_id == TeamMember.practice_id) & (Membership.user_id == TeamMember.user_id),
        )
        .where(TeamMember.team_id.in_(soon), Membership.status == "active", Membership.role.not_in(ADMINS))
    )
    for row in uow.execute(members):
        people.setdefault(row.team_id, set()).add(row.user_id)
    return people, names
