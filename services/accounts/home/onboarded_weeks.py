"""How far the clients are that were added in a week, of those the caller sees; each number is a list's."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select
from sqlalchemy.types import Date

from chassis.security.identity import Caller
from contracts import weeks
from contracts.accounts.client_states import ClientConnection, ClientInvitation, ClientStatus
from contracts.accounts.home import OnboardedWeek
from services.accounts import permissions
from services.accounts.tables import Client, Member

_NOT_INVITED = Client.invitation_state == ClientInvitation.NONE


class Onboarded(NamedTuple):
    """Active clients: how many, how many of them were not invited, and by the weeks they came in."""

    active: int
    not_invited: int
    weeks: list[OnboardedWeek]


def of(connection: Connection, caller: Caller, at: datetime.datetime) -> Onboarded:
    """The weeks that end with this one, the oldest first; one without clients is a row of noughts.

    That the caller's session lives, whoever asks has seen.
    """
    begins = weeks.begins(at)
    since = datetime.datetime.combine(begins[0], datetime.time(), datetime.UTC)
    monday = func.date_trunc("week", func.timezone("UTC", Client.created_at)).cast(Date)
    week = case((Client.created_at >= since, monday)).label("week")
    counted = select(
        week,
        func.count().label("added"),
        func.count().filter(~_NOT_INVITED).label("invited"),
        func.count().filter(Client.invitation_state == ClientInvitation.ACCEPTED).label("accepted"),
        func.count().filter(Client.connection_state != ClientConnection.NONE).label("connected"),
    )
    rows = connection.execute(
        counted.join(Member, Member.practice_id == Client.practice_id)
        .where(
            permissions.is_caller,
            permissions.visible,
            Client.status == ClientStatus.ACTIVE,
        )
        .group_by(week),
        permissions.parameters(caller),
    ).all()
    by_week = {row.week: row for row in rows}
    active = sum(row.added for row in rows)
    shown = [_week(begin, by_week.get(begin)) for begin in begins]
    return Onboarded(active, active - sum(row.invited for row in rows), shown)


def _week(begins: datetime.date, row: object) -> OnboardedWeek:
    def of(name: str) -> int:
        return int(getattr(row, name, 0))

    return {
        "begins": begins.isoformat(),
        "added": of("added"),
        "invited": of("invited"),
        "accepted": of("accepted"),
        "connected": of("connected"),
    }
