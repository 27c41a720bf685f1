"""A client's access as it is read, locked, written and published."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from types import MappingProxyType

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import Text

from chassis.database.unit_of_work import UnitOfWork
from contracts.access.events import CLIENT_ACCESS_CHANGED, ClientAccessChangedData
from services.access.activity import audit_lines
from services.access.client_access.granted_access import Access, Ends, Granted
from services.access.tables import ClientAccess, ClientColleague, ClientTeam
from services.access.teams import team_members

_NEVER: Ends = MappingProxyType({})
#: Of what a colleague was given: it has not ended by itself. Held where it is read, not when it is removed.
lasts: ColumnElement[bool] = or_(ClientColleague.ends_at.is_(None), ClientColleague.ends_at > func.now())
_GRANTED = select(
    ClientAccess.client_id,
    ClientAccess.practice_id,
    ClientAccess.version,
    ClientAccess.everyone,
    func.array(
        select(ClientColleague.user_id)
        .where(ClientColleague.client_id == ClientAccess.client_id, lasts)
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
    select(func.jsonb_object_agg(ClientColleague.user_id, ClientColleague.ends_at))
    .where(
        ClientColleague.client_id == ClientAccess.client_id,
        ClientColleague.ends_at.is_not(None),
        lasts,
    )
    .scalar_subquery()
    .label("ends"),
)


def find(connection: Connection, client_id: str) -> Granted:
    """A client's access, of a client that is known."""
    row = connection.execute(_GRANTED.where(ClientAccess.client_id == client_id)).one()
    ends = {user_id: datetime.datetime.fromisoformat(end) for user_id, end in (row.ends or {}).items()}
    access = Access(row.everyone, row.colleague_ids, row.team_ids, row.account_manager_id, ends)
    return Granted(row.client_id, row.practice_id, row.version, access)


def lock(uow: UnitOfWork, client_id: str) -> Granted:
    """A client's access, which nobody else changes meanwhile. What has ended by itself is gone from it."""
    hold(uow, client_id)
    end_over(uow, client_id)
    return find(uow.connection, client_id)


def hold(uow: UnitOfWork, client_id: str) -> None:
    """Let nobody else change the client's access, or delete the client, meanwhile; it may be gone."""
    uow.execute(select(ClientAccess.client_id).where(ClientAccess.client_id == client_id).with_for_update())


def end_over(uow: UnitOfWork, client_id: str) -> None:
    """Remove what has ended by itself from a client that is held, and tell; a line each says why."""
    over = delete(ClientColleague).where(ClientColleague.client_id == client_id, ~lasts)
    user_ids = sorted(uow.execute(over.returning(ClientColleague.user_id)).scalars())
    if not user_ids:
        return
    practice_id = uow.execute(
        update(ClientAccess)
        .where(ClientAccess.client_id == client_id)
        .values(version=ClientAccess.version + 1)
        .returning(ClientAccess.practice_id)
    ).scalar_one()
    for user_id in user_ids:
        audit_lines.note(
            uow, "client_access.ended", practice_id=practice_id, actor_id=None, client_id=client_id,
            user_id=user_id,
        )  # fmt: skip
    tell(uow, client_id)


def write(uow: UnitOfWork, actor_id: str, before: Granted, wanted: Access) -> str:
    """Replace a client's access by what is wanted, and tell; gives the message's id."""
    clear(uow, before.client_id)
    give(uow, before.practice_id, before.client_id, wanted.colleague_ids, wanted.team_ids, wanted.ends)
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
    uow: UnitOfWork,
    practice_id: str,
    client_id: str,
    colleague_ids: Sequence[str],
    team_ids: Sequence[str],
    ends: Ends = _NEVER,
) -> None:
    """Give access to colleagues, and to those of the teams that are there."""
    place = {"client_id": client_id, "practice_id": practice_id}
    if colleague_ids:
        rows = [{**place, "user_id": user_id, "ends_at": ends.get(user_id)} for user_id in colleague_ids]
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
            colleague_ends=[
                {"user_id": user_id, "until": until} for user_id, until in sorted(granted.access.ends.items())
            ],
        ),
    )


def note(
    uow: UnitOfWork, practice_id: str, actor_id: str, client_id: str, before: Access | None, after: Access
) -> None:
    """Write the change's line of the audit trail."""
    audit_lines.note(
        uow, "client_access.changed", practice_id=practice_id, actor_id=actor_id, client_id=client_id,
        before=_noted(before) if before is not None else None, after=_noted(after),
    )  # fmt: skip


def _noted(access: Access) -> dict[str, object]:
    """As the trail has it, which says nothing of ends where there are none."""
    return {name: part for name, part in access.shown().items() if part or name != "colleague_ends"}
