"""What colleagues were given until a time that is over: it counts no more by itself, and is then removed."""

from __future__ import annotations

from sqlalchemy import select

from chassis.database.unit_of_work import UnitOfWork
from services.access.client_access import grant_rows
from services.access.tables import ClientColleague


def end_some(uow: UnitOfWork) -> bool:
    """Remove what has ended of one client, once, whoever else is at it; whether there was something."""
    due = (
        select(ClientColleague.client_id).where(~grant_rows.lasts).order_by(ClientColleague.ends_at).limit(1)
    )
    client_id = uow.execute(due).scalar()
    if client_id is None:
        return False
    grant_rows.hold(uow, client_id)
    grant_rows.end_over(uow, client_id)
    return True
