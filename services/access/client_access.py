"""Who may see which client (product.md 2.5): access owns it, and tells whoever keeps a projection."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.work import Work
from contracts.access.events import CLIENT_ACCESS_CHANGED
from services.access.tables import ClientAccess, ClientColleague


def grant_for_new_client(work: Work, data: dict[str, Any]) -> None:
    """Obey `GrantClientAccess`. Obeyed again, it changes nothing and tells the same once more."""
    first = work.execute(
        upsert(ClientAccess)
        .values(
            client_id=data["client_id"],
            practice_id=data["practice_id"],
            everyone=data["everyone"],
            account_manager_id=data["account_manager_id"],
            version=1,
        )
        .on_conflict_do_nothing()
        .returning(ClientAccess.client_id)
    ).first()
    if first is not None and data["colleague_ids"]:
        rows = [{"client_id": data["client_id"], "user_id": user_id} for user_id in data["colleague_ids"]]
        work.execute(insert(ClientColleague), rows)
    tell(work, data["client_id"])


def tell(work: Work, client_id: str) -> None:
    """Tell who may see the client now."""
    access = work.execute(select(ClientAccess.__table__).where(ClientAccess.client_id == client_id)).one()
    colleagues = work.execute(
        select(ClientColleague.user_id).where(ClientColleague.client_id == client_id).order_by(ClientColleague.user_id)
    )
    work.send(
        CLIENT_ACCESS_CHANGED,
        client_id=client_id,
        practice_id=access.practice_id,
        everyone=access.everyone,
        colleague_ids=list(colleagues.scalars()),
        team_ids=[],
        account_manager_id=access.account_manager_id,
        version=access.version,
    )
