"""A practice's link (docs/adr/0049): off until an admin switches it on, and then all that strangers see."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import context
from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts import access, accounts
from contracts.access.states import ADMIN_ROLES, ADMINS
from contracts.accounts.events import PRACTICE_LINK_CHANGED, PracticeLinkChangedData
from contracts.accounts.practice_links import ChangePracticeLink
from contracts.errors import NotFound, RoleRequired, StaleVersion
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.practices import handle_words, link_change, link_handles
from services.accounts.practices.link_change import Link
from services.accounts.tables import Practice, PracticeLink

_OPEN = (
    select(Practice.id, Practice.name, Practice.country, PracticeLink.handle)
    .join(PracticeLink, PracticeLink.practice_id == Practice.id)
    .where(PracticeLink.enabled)
)


class OpenLink(NamedTuple):
    """A link that is switched on."""

    practice_id: str
    practice_name: str
    country: str
    handle: str


def get(database: Database, caller: Caller) -> accounts.PracticeLink:
    """The link of the caller's practice, for whoever works there."""
    with database.read() as connection:
        return _view(_of(connection, permissions.of(connection, caller).practice.id))


def change(database: Database, calls: Rpc, request: Request[ChangePracticeLink]) -> accounts.PracticeLink:
    """Change what was given. Raises `RoleRequired`, `StaleVersion`, `HandleTaken`, `TooManyRequests`,
    `access.EmailNotConfirmed`, `InvalidInput`.
    """
    caller, wanted = request.caller, request.data
    refuse_repeat(database, request)
    with database.read() as connection:
        _require_admin(connection, caller)
    if wanted.get("enabled"):
        _require_proven(calls, caller.account_id)
    with database.unit_of_work(request) as uow:
        practice_id = _require_admin(uow.connection, caller)
        uow.execute(select(Practice.id).where(Practice.id == practice_id).with_for_update())
        before = _of(uow.connection, practice_id)
        if wanted.get("if_version", before.version) != before.version:
            raise StaleVersion()
        after = link_change.decide(before, wanted)
        if after.handle is not None and after.handle != before.handle:
            link_handles.take(uow, practice_id, before.handle, after.handle)
        columns = after._asdict()
        row = upsert(PracticeLink).values(practice_id=practice_id, **columns)
        uow.execute(row.on_conflict_do_update(index_elements=["practice_id"], set_=columns))
        changed = [name for name in ("handle", "enabled") if getattr(before, name) != getattr(after, name)]
        uow.send(
            PRACTICE_LINK_CHANGED,
            PracticeLinkChangedData(
                practice_id=practice_id,
                version=after.version,
                actor_id=caller.user_id,
                before={name: getattr(before, name) for name in changed},
                after={name: getattr(after, name) for name in changed},
            ),
        )
        return uow.answer(_view(after))


@context.across_accounts
def look_up(database: Database, handle: str) -> accounts.LinkFound:
    """Whose link it is. Raises `NotFound`."""
    with database.read() as connection:
        found = find(connection, handle)
    return {"handle": found.handle, "practice_name": found.practice_name, "practice_id": found.practice_id}


def find(connection: Connection, handle: str) -> OpenLink:
    """The link that is switched on under this ending, whoever's it is. Raises `NotFound`."""
    row = connection.execute(_OPEN.where(PracticeLink.handle == handle_words.key(handle))).first()
    if row is None:
        raise NotFound(what="page")
    return OpenLink._make(row)


def of_practice(connection: Connection, practice_id: str) -> OpenLink | None:
    """The practice's link, while it is switched on."""
    row = connection.execute(_OPEN.where(PracticeLink.practice_id == practice_id)).first()
    return None if row is None else OpenLink._make(row)


def _of(connection: Connection, practice_id: str) -> Link:
    query = select(PracticeLink.handle, PracticeLink.enabled, PracticeLink.version)
    row = connection.execute(query.where(PracticeLink.practice_id == practice_id)).first()
    return Link() if row is None else Link._make(row)


def _require_admin(connection: Connection, caller: Caller) -> str:
    membership = permissions.of(connection, caller)
    if membership.role not in ADMINS:
        raise RoleRequired(role=ADMIN_ROLES)
    return membership.practice.id


def _require_proven(calls: Rpc, practice_id: str) -> None:
    """Its name goes out in mail to whoever is named, so somebody has to have shown who they are first."""
    proven = access.practice_admins(calls, practice_id=practice_id)
    if not proven:
        raise access.EmailNotConfirmed(email="the practice admin")


def _view(link: Link) -> accounts.PracticeLink:
    return {
        "handle": link.handle,
        "enabled": link.enabled,
        "path": f"/p/{link.handle}" if link.enabled else None,
        "version": link.version,
    }
