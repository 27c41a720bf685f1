"""Whether what was given has ended by itself: conditions of queries, by the database's clock, wherever it is
read and not when it is removed (docs/adr/0051).
"""

from __future__ import annotations

import datetime

from sqlalchemy import ColumnElement, and_, case, func, null, or_
from sqlalchemy.orm import InstrumentedAttribute

from services.access.tables import ClientAccess, ClientColleague, ClientTeam


def _lasts(ends_at: InstrumentedAttribute[datetime.datetime | None]) -> ColumnElement[bool]:
    return or_(ends_at.is_(None), ends_at > func.now())


colleague: ColumnElement[bool] = _lasts(ClientColleague.ends_at)
team: ColumnElement[bool] = _lasts(ClientTeam.ends_at)
manager: ColumnElement[bool] = _lasts(ClientAccess.manager_ends_at)
#: Whether everyone sees the client, and who manages it, now.
everyone: ColumnElement[bool] = and_(ClientAccess.everyone, _lasts(ClientAccess.everyone_ends_at))
account_manager_id: ColumnElement[str | None] = case((manager, ClientAccess.account_manager_id), else_=null())


def managed_by(user_id: ColumnElement[str] | InstrumentedAttribute[str] | str) -> ColumnElement[bool]:
    """Whether somebody manages the client; null where nobody does."""
    return and_(ClientAccess.account_manager_id == user_id, manager)
