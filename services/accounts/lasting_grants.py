"""Who was given a client, and at which level, without what has ended by itself: by the database's clock,
within the query that reads it (docs/adr/0051, 0056).

`Client.access_colleague_ends` has them by what ends: a colleague or a team by its id, everyone, the manager.
`Client.access_levels` has the levels below `manage` of colleagues and teams (docs/adr/0064), and those at
which responsibilities give it (docs/adr/0073).
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, cast, exists, func, literal, null, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import DateTime, Text

from contracts.access import AccessLevel, EndingGrant
from contracts.access.events import RESPONSIBLE
from services.accounts.tables import Client

_none_ends = Client.access_colleague_ends == cast(literal("{}"), JSONB)


def _lasts(subject: ColumnElement[str]) -> ColumnElement[bool]:
    end = Client.access_colleague_ends.op("->>", return_type=Text())(cast(subject, Text))
    return func.coalesce(cast(end, DateTime(timezone=True)) > func.now(), literal(value=True))


def _those_of(ids: InstrumentedAttribute[list[str]], name: str) -> ColumnElement[list[str]]:
    """Those of the ids that last, in their order."""
    given = func.unnest(ids).table_valued("id", with_ordinality="place").render_derived(name=name)
    lasting = select(given.c.id).where(_lasts(given.c.id)).order_by(given.c.place).correlate(Client)
    return case((_none_ends, ids), else_=func.array(lasting.scalar_subquery(), type_=ARRAY(Text)))


#: The colleagues and teams who were given a client, whether everyone was, and its account manager.
colleague_ids = _those_of(Client.access_colleague_ids, "given")
team_ids = _those_of(Client.access_team_ids, "given_teams")
everyone: ColumnElement[bool] = Client.access_everyone & _lasts(literal(EndingGrant.EVERYONE.value))
_manager_lasts = _lasts(literal(EndingGrant.ACCOUNT_MANAGER.value))
account_manager_id: ColumnElement[str | None] = case(
    (_manager_lasts, Client.account_manager_id), else_=null()
)


def _is_at(subject: ColumnElement[str], level: AccessLevel) -> ColumnElement[bool]:
    """Whether a colleague or a team was given this much, or more; `manage` where nothing else is said."""
    held = Client.access_levels.op("->>", return_type=Text())(cast(subject, Text))
    return func.coalesce(held, AccessLevel.MANAGE.value).in_(literal(each.value) for each in level.and_above)


def to_colleague(user_id: ColumnElement[str], level: AccessLevel = AccessLevel.VIEW) -> ColumnElement[bool]:
    """Whether somebody was given a client for themselves, at this level or above."""
    given = (user_id == func.any(Client.access_colleague_ids)) & _lasts(user_id)
    return given if level is AccessLevel.VIEW else given & _is_at(user_id, level)


def to_responsible(user_id: ColumnElement[str], level: AccessLevel = AccessLevel.VIEW) -> ColumnElement[bool]:
    """Whether somebody has a responsibility at a client that gives it at this level or above, which lasts as
    long as they have it (docs/adr/0073).
    """
    whoever = (literal(RESPONSIBLE, Text) + cast(user_id, Text)).self_group()
    held = Client.access_levels.op("->>", return_type=Text())(whoever)
    return func.coalesce(held.in_(literal(each.value) for each in level.and_above), literal(value=False))


def to_teams(ids: ColumnElement[list[str]]) -> ColumnElement[bool]:
    """Whether one of these teams was given a client. Ends are read of those alone that are given to one."""
    return and_(Client.access_team_ids.overlap(ids), team_ids.bool_op("&&")(ids))


def to_teams_at(ids: ColumnElement[list[str]], level: AccessLevel) -> ColumnElement[bool]:
    """Whether one of these teams was, at this level or above."""
    given = func.unnest(Client.access_team_ids).table_valued("id").render_derived(name=f"teams_{level}")
    one = exists().select_from(given).where(given.c.id == func.any(ids), _lasts(given.c.id))
    return and_(Client.access_team_ids.overlap(ids), one.where(_is_at(given.c.id, level)).correlate(Client))


def managed_by(
    user_id: ColumnElement[str] | InstrumentedAttribute[str] | str,
) -> ColumnElement[bool]:
    """Whether somebody is a client's account manager; null where nobody is."""
    return (Client.account_manager_id == user_id) & _manager_lasts
