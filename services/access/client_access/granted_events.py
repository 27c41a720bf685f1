"""Who may see a client, as it is published and as the audit trail has it."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.database.unit_of_work import UnitOfWork
from contracts.access.events import CLIENT_ACCESS_CHANGED, ClientAccessChangedData
from services.access.activity import audit_lines
from services.access.client_access import (
    current_access,
    grant_ends,
    grant_levels,
    held_responsibilities,
    known_responsibilities,
)
from services.access.client_access.granted_access import Access
from services.access.client_access.held_responsibilities import Described

_SAID_OF_SOME = ("colleague_ends", "ends", "levels", "responsibilities")


def tell(uow: UnitOfWork, client_id: str) -> str:
    """Tell who may see the client now; gives the message's id."""
    granted = current_access.find(uow.connection, client_id)
    access = granted.access
    known = _described(uow, granted.practice_id, access)
    colleague_ends, ends = grant_ends.published(access.ends, access.colleague_ids, access.team_ids)
    return uow.send(
        CLIENT_ACCESS_CHANGED,
        ClientAccessChangedData(
            client_id=client_id,
            practice_id=granted.practice_id,
            version=granted.version,
            **access.parts(),
            colleague_ends=colleague_ends,
            ends=ends,
            levels=grant_levels.published(access.levels, access.colleague_ids, access.team_ids),
            responsibilities=held_responsibilities.published(access.responsibilities, known),
        ),
    )


def note(
    uow: UnitOfWork, practice_id: str, actor_id: str, client_id: str, before: Access | None, after: Access
) -> None:
    """Write the change's line of the audit trail."""
    known = _described(uow, practice_id, *([before] if before is not None else []), after)
    audit_lines.note(
        uow, "client_access.changed", practice_id=practice_id, actor_id=actor_id, client_id=client_id,
        before=_noted(before, known) if before is not None else None, after=_noted(after, known),
    )  # fmt: skip


def _described(uow: UnitOfWork, practice_id: str, *accesses: Access) -> Mapping[str, Described]:
    """What the responsibilities that somebody has there are called, which few clients have."""
    if not any(each.responsibilities for each in accesses):
        return {}
    return known_responsibilities.of(uow.connection, practice_id)


def _noted(access: Access, known: Mapping[str, Described]) -> dict[str, object]:
    """As the trail has it, which says nothing of ends, levels and responsibilities where there are none."""
    held = held_responsibilities.noted(access.responsibilities, known)
    shown = {**access.shown(), "responsibilities": held}
    return {name: part for name, part in shown.items() if part or name not in _SAID_OF_SOME}
