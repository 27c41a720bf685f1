"""A new client's first access, as accounts orders it."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork
from contracts.access.events import CLIENT_ACCESS_CHANGED, ClientAccessChangedData, GrantClientAccessData
from services.access.client_access import (
    grant_notices,
    grant_rows,
    granted_access,
    granted_events,
    known_responsibilities,
)
from services.access.client_access.grant_notices import Change
from services.access.client_access.granted_access import Access, Known
from services.access.members import memberships
from services.access.tables import ClientAccess

_ACCESS = ("practice_id", "everyone", "account_manager_id", "version")
_first = upsert(ClientAccess).values({each: bindparam(each) for each in ("client_id", *_ACCESS)})
_FIRST_GRANT = Prepared(
    "first_grant",
    _first.on_conflict_do_update(
        index_elements=["client_id"],
        set_={each: _first.excluded[each] for each in _ACCESS},
        where=ClientAccess.version == 1,
    ).returning(ClientAccess.client_id),
)


def grant_for_new_client(uow: UnitOfWork, order: GrantClientAccessData) -> None:
    """Obey `GrantClientAccess`. Obeyed again, or after an admin's own word, it only tells how it is now."""
    client_id, practice_id = order.client_id, order.practice_id
    ordered = granted_access.requested_by(order)
    place = {"client_id": client_id, "practice_id": practice_id, "version": 2}
    if ordered.responsibilities:
        # Nobody leaves meanwhile, and none is ended.
        memberships.lock_practice(uow, practice_id, shared=True)
    if uow.first(_FIRST_GRANT, {**place, **ordered.parts()}) is None:
        granted_events.tell(uow, client_id)
        return
    granted = granted_access.for_new_client(order, _known(uow, practice_id, ordered))
    grant_rows.give(
        uow, practice_id, client_id, granted.colleague_ids, granted.team_ids, levels=granted.levels
    )
    grant_rows.make_responsible(uow, practice_id, client_id, granted.responsibilities)
    granted_events.note(uow, practice_id, order.granted_by, client_id, None, granted)
    grant_notices.note(uow, practice_id, order.granted_by, [Change(client_id, None, granted)])
    if ordered.colleague_ids or ordered.team_ids or ordered.responsibilities:
        granted_events.tell(uow, client_id)
    else:
        # What was written is known whole, without being read again.
        first = ClientAccessChangedData(
            client_id=client_id,
            practice_id=practice_id,
            version=2,
            colleague_ends=[],
            ends=[],
            levels=[],
            responsibilities=[],
            **ordered.parts(),
        )
        uow.send(CLIENT_ACCESS_CHANGED, first)


def _known(uow: UnitOfWork, practice_id: str, ordered: Access) -> Known:
    """Those named who are still there; teams are looked up where they are given."""
    people = sorted({*ordered.colleague_ids, *ordered.responsibilities.values()})
    kept = known_responsibilities.of(uow.connection, practice_id) if ordered.responsibilities else {}
    return Known(memberships.known(uow.connection, practice_id, people), set(ordered.team_ids), kept.keys())
