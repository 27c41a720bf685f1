"""How many of the clients' people who were invited have joined, and how soon, by who invited them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from chassis.database.rows import loaded
from contracts import weeks
from contracts.invitations import AcceptanceFigures, InvitationStatus, InviterFigures
from services.invitations.tables import Invitation

#: Colleagues who are told apart, those who invited most first.
_MOST = 50
_JOINED = Invitation.state == InvitationStatus.ACCEPTED
_HOURS = func.extract("epoch", Invitation.accepted_at - Invitation.created_at) / 3600
_MEDIAN = func.percentile_cont(0.5).within_group(_HOURS.asc()).filter(_JOINED)
#: Somebody's name may have changed since.
_NAME = func.array_agg(aggregate_order_by(Invitation.invited_by_name, Invitation.created_at.desc()))


class FiguresRow(NamedTuple):
    """One colleague's, or all of them together where there is no colleague."""

    invited_by: str | None
    names: Sequence[str]
    invited: int
    accepted: int
    median: float | None


def of(connection: Connection, practice_id: str, at: datetime.datetime) -> AcceptanceFigures:
    """Of what was invited in the weeks that end with this one, whatever became of the client."""
    since = datetime.datetime.combine(weeks.first_day(at), datetime.time(), datetime.UTC)
    counted = (
        select(Invitation.invited_by, _NAME, func.count(), func.count().filter(_JOINED), _MEDIAN)
        .where(
            Invitation.practice_id == practice_id,
            Invitation.client_id.is_not(None),
            Invitation.created_at >= since,
        )
        .group_by(func.rollup(Invitation.invited_by))
    )
    rows = [loaded(FiguresRow, row) for row in connection.execute(counted)]
    together = next(row for row in rows if row.invited_by is None)
    return {
        "invited": together.invited,
        "accepted": together.accepted,
        "median_hours": _rounded(together.median),
        "colleagues": _colleagues([row for row in rows if row.invited_by is not None]),
    }


def _colleagues(rows: Sequence[FiguresRow]) -> list[InviterFigures]:
    ordered = sorted(rows, key=lambda row: (-row.invited, row.names[0].casefold(), row.invited_by))
    return [
        {
            "user_id": row.invited_by or "",
            "name": row.names[0],
            "invited": row.invited,
            "accepted": row.accepted,
            "median_hours": _rounded(row.median),
        }
        for row in ordered[:_MOST]
    ]


def _rounded(hours: float | None) -> float | None:
    return None if hours is None else round(float(hours), 1)
