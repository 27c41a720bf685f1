"""A client's access as it is read, locked, written and published."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import Text

from chassis.database.unit_of_work import UnitOfWork
from contracts.access.events import CLIENT_ACCESS_CHANGED, ClientAccessChangedData
from services.access.activity import audit_lines
from services.access.client_access.granted_access import Access, Granted
from services.access.tables import ClientAccess, ClientColleague, ClientTeam
from services.access.teams import team_members

_GRANTED = select(
    ClientAccess.client_id,
    ClientAccess.practice_id,
    ClientAccess.version,
    ClientAccess.everyone,
    func.array(
        select(ClientColleague.user_id)
        .where(ClientColleague.client_id == ClientAccess.client_id)
        .order_by(ClientColleague.user_id)
        .scalar_subquery(),
        type_=ARRAY(Text),
    ).label("colleague_ids"),
    func.array(
        select(ClientTeam.team_id)
        .where(ClientTeam.client_id == ClientAccess.client_id)
        .order_by(ClientTeam.team_id)
        .scalar_subquery(),
        type_=ARRAY(Text),
    ).label("team_ids"),
    ClientAccess.account_manager_id,
)


def find(connection: Connection, client_id: str) -> Granted:
    """A client's access, of a client that is known."""
    own, practice_id, version, *parts = connection.execute(
        _GRANTED.where(ClientAccess.client_id == client_id)
    ).one()
    return Granted(own, practice_id, version, Access._make(parts))


def lock(uow: UnitOfWork, client_id: str) -> Granted:
    """A client's access, which nobody else changes meanwhile."""
    hold(uow, client_id)
    return find(uow.connection, client_id)


def hold(uow: UnitOfWork, client_id: str) -> None:
    """Let nobody else change the client's access, or delete the client, meanwhile; it may be gone."""
    uow.execute(select(ClientAccess.client_id).where(ClientAccess.client_id == client_id).with_for_update())


def write(uow: UnitOfWork, actor_id: str, before: Granted, wanted: Access) -> str:
    """Replace a client's access by what is wanted, and tell; gives the message's id."""
    clear(uow, before.client_id)
    give(uow, before.practice_id, before.client_id, wanted.colleague_ids, wanted.team_ids)
    uow.execute(
        update(ClientAccess)
        .where(ClientAccess.client_id == before.client_id)
        .values(
            everyone=wanted.everyone,
            account_manager_id=wanted.account_manager_id,
            version=ClientAccess.version + 1,
        )
    )
    note(uow, before.practice_id, actor_id, before.client_id, before.access, wanted)
    return tell(uow, before.client_id)


def clear(uow: UnitOfWork, client_id: str) -> None:
    """Take away what colleagues and teams have been given."""
    uow.execute(delete(ClientColleague).where(ClientColleague.client_id == client_id))
    uow.execute(delete(ClientTeam).where(ClientTeam.client_id == client_id))


def give(
    uow: UnitOfWork, practice_id: str, client_id: str, colleague_ids: Sequence[str], team_ids: Sequence[str]
) -> None:
    """Give access to colleagues, and to those of the teams that are there."""
    place = {"client_id": client_id, "practice_id": practice_id}
    if colleague_ids:
        rows = [{**place, "user_id": user_id} for user_id in colleague_ids]
        uow.execute(upsert(ClientColleague).on_conflict_do_nothing(), rows)
    if team_ids:
        known = team_members.known(uow.connection, practice_id, team_ids)
        rows = [{**place, "team_id": team_id} for team_id in sorted(known)]
        if rows:
            uow.execute(upsert(ClientTeam).on_conflict_do_nothing(), rows)


def tell(uow: UnitOfWork, client_id: str) -> str:
    """Tell who may see the client now; gives the message's id."""
    granted = find(uow.connection, client_id)
    return uow.send(
        CLIENT_ACCESS_CHANGED,
        ClientAccessChangedData(
            client_id=client_id,
            practice_id=granted.practice_id,
            version=granted.version,
            **granted.access.parts(),
        ),
    )


def note(
    uow: UnitOfWork, practice_id: str, actor_id: str, client_id: str, before: Access | None, after: Access
) -> None:
    """Write the change's line of the audit trail."""
    audit_lines.note(
        uow, "client_access.changed", practice_id=practice_id, actor_id=actor_id, client_id=client_id,
        before=before.parts() if before is not None else None, after=after.parts(),
    )  # fmt: skip
