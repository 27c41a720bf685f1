"""A client's access as it is now, in one query: without what has ended by itself."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from contracts.access import AccessLevel
from services.access.client_access import lasting_grants
from services.access.client_access.grant_ends import EVERYONE, MANAGER
from services.access.client_access.granted_access import Access, Granted
from services.access.tables import ClientAccess, ClientColleague, ClientResponsibility, ClientTeam

_colleagues = (ClientColleague.client_id == ClientAccess.client_id) & lasting_grants.colleague
_teams = (ClientTeam.client_id == ClientAccess.client_id) & lasting_grants.team
_GRANTED = select(
    ClientAccess.client_id,
    ClientAccess.practice_id,
    ClientAccess.version,
    lasting_grants.everyone.label("everyone"),
    func.array(
        select(ClientColleague.user_id)
        .where(_colleagues)
        .order_by(ClientColleague.user_id)
        .scalar_subquery(),
        type_=ARRAY(Text),
    ).label("colleague_ids"),
    func.array(
        select(ClientTeam.team_id).where(_teams).order_by(ClientTeam.team_id).scalar_subquery(),
        type_=ARRAY(Text),
    ).label("team_ids"),
    lasting_grants.account_manager_id.label("account_manager_id"),
    ClientAccess.everyone_ends_at,
    ClientAccess.manager_ends_at,
    select(func.jsonb_object_agg(ClientColleague.user_id, ClientColleague.ends_at))
    .where(_colleagues, ClientColleague.ends_at.is_not(None))
    .scalar_subquery()
    .label("colleague_ends"),
    select(func.jsonb_object_agg(ClientTeam.team_id, ClientTeam.ends_at))
    .where(_teams, ClientTeam.ends_at.is_not(None))
    .scalar_subquery()
    .label("team_ends"),
    select(func.jsonb_object_agg(ClientColleague.user_id, ClientColleague.level))
    .where(_colleagues, ClientColleague.level != AccessLevel.MANAGE)
    .scalar_subquery()
    .label("colleague_levels"),
    select(func.jsonb_object_agg(ClientTeam.team_id, ClientTeam.level))
    .where(_teams, ClientTeam.level != AccessLevel.MANAGE)
    .scalar_subquery()
    .label("team_levels"),
    select(func.jsonb_object_agg(ClientResponsibility.responsibility_id, ClientResponsibility.user_id))
    .where(ClientResponsibility.client_id == ClientAccess.client_id)
    .scalar_subquery()
    .label("responsibilities"),
)


def find(connection: Connection, client_id: str) -> Granted:
    """A client's access, of a client that is known."""
    row = connection.execute(_GRANTED.where(ClientAccess.client_id == client_id)).one()
    ends = _moments(row.colleague_ends) | _moments(row.team_ends)
    if row.everyone and row.everyone_ends_at is not None:
        ends[EVERYONE] = row.everyone_ends_at
    if row.account_manager_id is not None and row.manager_ends_at is not None:
        ends[MANAGER] = row.manager_ends_at
    levels = _levels(row.colleague_levels) | _levels(row.team_levels)
    access = Access(
        row.everyone,
        row.colleague_ids,
        row.team_ids,
        row.account_manager_id,
        ends,
        levels,
        row.responsibilities or {},
    )
    return Granted(row.client_id, row.practice_id, row.version, access)


def _moments(written: Mapping[str, str] | None) -> dict[str, datetime.datetime]:
    return {subject: datetime.datetime.fromisoformat(end) for subject, end in (written or {}).items()}


def _levels(written: Mapping[str, str] | None) -> dict[str, AccessLevel]:
    return {subject: AccessLevel(level) for subject, level in (written or {}).items()}
