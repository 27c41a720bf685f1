"""Who may see which client (product.md 2.5): access owns it, and tells whoever keeps a projection."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database import Database
from chassis.identity import Caller
from chassis.work import Work
from contracts.access.events import CLIENT_ACCESS_CHANGED
from services.access import members
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
        select(ClientColleague.user_id)
        .where(ClientColleague.client_id == client_id)
        .order_by(ClientColleague.user_id)
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


def seen_by(database: Database, caller: Caller, data: dict[str, Any]) -> dict[str, Any]:
    """Whether the caller may see a client (product.md 2.5): by role, for everyone, directly or as manager."""
    asked = {"client_ids": [data["client_id"]], "practice_id": data["practice_id"]}
    return {"sees": bool(those_seen_by(database, caller, asked)["client_ids"])}


def those_seen_by(database: Database, caller: Caller, data: dict[str, Any]) -> dict[str, Any]:
    """Which of these clients the caller may see, and whether they see every one as an admin."""
    with database.read() as connection:
        standing = members.of_caller(connection, caller)
        if standing.account_id != data["practice_id"]:
            return {"client_ids": [], "admin": False}
        if standing.role in members.ADMINS:
            return {"client_ids": data["client_ids"], "admin": True}
        direct = exists().where(
            ClientColleague.client_id == ClientAccess.client_id, ClientColleague.user_id == caller.user_id
        )
        found = connection.execute(
            select(ClientAccess.client_id).where(
                ClientAccess.client_id.in_(data["client_ids"]),
                ClientAccess.practice_id == data["practice_id"],
                or_(ClientAccess.everyone, ClientAccess.account_manager_id == caller.user_id, direct),
            )
        )
        return {"client_ids": list(found.scalars()), "admin": False}
