"""The clients of which something that was given ends soon, and whether it is somebody's own."""

from __future__ import annotations

import datetime

from sqlalchemy import ColumnElement, CompoundSelect, and_, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from services.access.tables import ClientAccess, ClientColleague, ClientTeam, TeamMember


def within(ahead: datetime.timedelta, user_id: str) -> CompoundSelect[object]:
    """A row for each end, with `client_id`, `until` and `own`: whether it is of what this colleague has. Of
    every practice: whose clients are meant, whoever asks has to say.
    """

    def soon(ends_at: InstrumentedAttribute[datetime.datetime | None]) -> ColumnElement[bool]:
        return and_(ends_at > func.now(), ends_at <= func.now() + ahead)

    teams = select(TeamMember.team_id).where(TeamMember.user_id == user_id)
    return union_all(
        select(
            ClientColleague.client_id,
            ClientColleague.ends_at.label("until"),
            (ClientColleague.user_id == user_id).label("own"),
        ).where(soon(ClientColleague.ends_at)),
        select(ClientTeam.client_id, ClientTeam.ends_at, ClientTeam.team_id.in_(teams)).where(
            soon(ClientTeam.ends_at)
        ),
        select(ClientAccess.client_id, ClientAccess.everyone_ends_at, literal(value=True)).where(
            ClientAccess.everyone, soon(ClientAccess.everyone_ends_at)
        ),
        select(
            ClientAccess.client_id,
            ClientAccess.manager_ends_at,
            func.coalesce(ClientAccess.account_manager_id == user_id, False),
        ).where(soon(ClientAccess.manager_ends_at)),
    )
