"""Who may see which client (product.md 2.5): given and taken here, and told to whoever keeps a projection."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import Text
from ulid import ULID

from chassis.database import paging
from chassis.database.engine import Database
from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.database.upserts import missing
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.access.events import CLIENT_ACCESS_CHANGED
from contracts.errors import FieldError, InvalidInput, NotFound, StaleVersion
from services.access import permissions
from services.access.activity import audit_lines
from services.access.client_access import reach
from services.access.members import memberships
from services.access.tables import Account, ClientAccess, ClientColleague, ClientTeam, Membership
from services.access.teams import team_changes

PARTS = ("everyone", "colleague_ids", "team_ids", "account_manager_id")
#: For how long a client is a new one, and the seconds to wait for the news that it exists.
_NEW = datetime.timedelta(seconds=10)
_PATIENCE = 0.5

_GRANTED = select(
    ClientAccess.__table__,
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
)
_ACCESS = ("practice_id", "everyone", "account_manager_id", "version")
_NEW_ACCESS = missing("new_client_access", ClientAccess.__table__, ("client_id", *_ACCESS))
_NEW_ACCOUNT = missing(
    "new_client_account",
    Account.__table__,
    ("id", "kind", "name", "version", "confirmed", "created_at"),
)
_RENAME = Prepared(
    "rename_client",
    update(Account)
    .where(Account.id == bindparam("client_id"), Account.version < bindparam("version"))
    .values(name=bindparam("name"), version=bindparam("version")),
)
_first = upsert(ClientAccess).values({each: bindparam(each) for each in ("client_id", *_ACCESS)})
_FIRST_GRANT = Prepared(
    "first_grant",
    _first.on_conflict_do_update(
        index_elements=["client_id"],
        set_={each: _first.excluded[each] for each in _ACCESS},
        where=ClientAccess.version == 1,
    ).returning(ClientAccess.client_id),
)


def note_created_client(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `ClientCreated`: until somebody is given access, admins alone see the client."""
    row = {**data, "everyone": False, "account_manager_id": None, "version": 1}
    uow.later(_NEW_ACCESS, row)
    account = {"id": data["client_id"], "kind": "client", "name": data["name"], "version": 0}
    uow.later(_NEW_ACCOUNT, {**account, "confirmed": True, "created_at": now()})
    uow.changed.append(data["client_id"])


def note_changed_client(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `ClientUpdated`; an older version changes nothing."""
    uow.later(_RENAME, {name: data[name] for name in ("client_id", "name", "version")})


def note_transferred_client(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `ClientTransferred`: what the practice before gave is gone with it (product.md 7.1)."""
    client_id, practice_id = data["client_id"], data["practice_id"]
    moved = {
        "practice_id": practice_id,
        "everyone": data["everyone"],
        "account_manager_id": data["account_manager_id"],
    }
    uow.execute(delete(ClientColleague).where(ClientColleague.client_id == client_id))
    uow.execute(delete(ClientTeam).where(ClientTeam.client_id == client_id))
    uow.execute(
        upsert(ClientAccess)
        # Not 1: an order of the practice before may be on its way, and counts for a first version only.
        .values(client_id=client_id, **moved, version=2)
        .on_conflict_do_update(
            index_elements=["client_id"], set_={**moved, "version": ClientAccess.version + 1}
        )
    )
    _give(uow, practice_id, client_id, data["colleague_ids"], data["team_ids"])
    tell(uow, client_id)


def note_deleted_client(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `ClientDeleted`: its grants go; its name stays, for the audit trail."""
    uow.execute(delete(ClientAccess).where(ClientAccess.client_id == data["client_id"]))


def grant_for_new_client(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Obey `GrantClientAccess`. Obeyed again, or after an admin's own word, it only tells how it is now."""
    client_id, practice_id = data["client_id"], data["practice_id"]
    granted = {**{part: data[part] for part in PARTS}, "version": 2}
    place = {"client_id": client_id, "practice_id": practice_id}
    if _FIRST_GRANT.first(uow.connection, {**place, **granted}) is None:
        tell(uow, client_id)
        return
    gone = memberships.unknown(uow, practice_id, data["colleague_ids"])
    staying = [each for number, each in enumerate(data["colleague_ids"]) if number not in gone]
    _give(uow, practice_id, client_id, staying, data["team_ids"])
    _note(uow, practice_id, data["granted_by"], client_id, None, {part: data[part] for part in PARTS})
    if data["colleague_ids"] or data["team_ids"]:
        tell(uow, client_id)
    else:
        # What was written is known whole, without being read again.
        uow.send(CLIENT_ACCESS_CHANGED, **place, **granted)


def get(database: Database, caller: Caller, client_id: str) -> dict[str, Any]:
    """Who has been given access to a client. Raises `NotFound`, also where the caller may not see it."""
    await_client(database, client_id)
    with database.read() as connection:
        membership = permissions.colleague(connection, caller)
        row = _find_seen(connection, membership, client_id)
    return _view(row)


def put(database: Database, request: Request) -> dict[str, Any]:
    """Say who may see a client. Raises `NotFound`, `RoleRequired`, `StaleVersion`, `InvalidInput`."""
    data, client_id = request.data, request.data["client_id"]
    await_client(database, client_id)
    with database.unit_of_work(request) as uow:
        membership = permissions.colleague(uow.connection, request.caller)
        _find_seen(uow.connection, membership, client_id)
        permissions.admin(uow.connection, request.caller)
        memberships.lock_practice(uow, membership.account_id, shared=True)
        before = lock(uow, client_id)
        if data.get("if_version") not in (None, before.version):
            raise StaleVersion()
        wanted = _checked(uow, membership.account_id, data)
        message_ids = write(uow, membership.account_id, membership.user_id, before, wanted)
        return uow.answer({**wanted, "version": before.version + 1, "message_ids": [message_ids]})


def write(uow: UnitOfWork, practice_id: str, actor_id: str, before: Row[Any], wanted: dict[str, Any]) -> str:
    """Replace a client's access by what is wanted, and tell; gives the message's id."""
    client_id = before.client_id
    uow.execute(delete(ClientColleague).where(ClientColleague.client_id == client_id))
    uow.execute(delete(ClientTeam).where(ClientTeam.client_id == client_id))
    _give(uow, practice_id, client_id, wanted["colleague_ids"], wanted["team_ids"])
    uow.execute(
        update(ClientAccess)
        .where(ClientAccess.client_id == client_id)
        .values(
            everyone=wanted["everyone"],
            account_manager_id=wanted["account_manager_id"],
            version=ClientAccess.version + 1,
        )
    )
    _note(uow, practice_id, actor_id, client_id, parts(before), wanted)
    return tell(uow, client_id)


def people(database: Database, caller: Caller, data: dict[str, Any]) -> dict[str, Any]:
    """Who sees a client and why: for admins, and about themselves for who sees it. Raises `NotFound`."""
    limit, after = data["limit"], paging.read_cursor(data["cursor"], str, str)
    await_client(database, data["client_id"])
    with database.read() as connection:
        membership = permissions.colleague(connection, caller)
        _find_seen(connection, membership, data["client_id"])
        if data["user_id"] != caller.user_id:
            permissions.admin(connection, caller)
        found = reach.explain(
            connection, membership.account_id, data["client_id"],
            user_id=data["user_id"], after=after, limit=limit + 1,
        )  # fmt: skip
    return paging.page(found, limit, lambda person: (person["name"], person["user_id"]))


def hand_over(uow: UnitOfWork, membership: Row[Any], old: str, new: str | None) -> list[str]:
    """Let another colleague, or nobody, manage the clients that one manages; gives the messages' ids."""
    managed = (
        select(ClientAccess.client_id)
        .where(ClientAccess.practice_id == membership.account_id, ClientAccess.account_manager_id == old)
        .order_by(ClientAccess.client_id)
    )
    message_ids = []
    for client_id in uow.execute(managed.with_for_update()).scalars().all():
        before = lock(uow, client_id)
        wanted = {**parts(before), "account_manager_id": new}
        message_ids.append(write(uow, membership.account_id, membership.user_id, before, wanted))
    return message_ids


def tell(uow: UnitOfWork, client_id: str) -> str:
    """Tell who may see the client now; gives the message's id."""
    row = uow.execute(_GRANTED.where(ClientAccess.client_id == client_id)).one()
    return uow.send(
        CLIENT_ACCESS_CHANGED,
        client_id=client_id,
        practice_id=row.practice_id,
        version=row.version,
        **parts(row),
    )


def seen_by(database: Database, caller: Caller, data: dict[str, Any]) -> dict[str, Any]:
    """Whether the caller may see a client (product.md 2.5)."""
    request = {"client_ids": [data["client_id"]], "practice_id": data["practice_id"]}
    return {"sees": bool(those_seen_by(database, caller, request)["client_ids"])}


def those_seen_by(database: Database, caller: Caller, data: dict[str, Any]) -> dict[str, Any]:
    """Which of these clients the caller may see, and whether they see every one as an admin. One query.

    A client that access has not heard of yet is an admin's: who asks names clients of the practice.
    """
    # Everywhere: a client of another practice is to be told from one that is not known yet.
    with database.read(everywhere=True) as connection:
        membership = memberships.of_caller(connection, caller, *reach.among(data["client_ids"]))
    if membership.account_id != data["practice_id"]:
        return {"client_ids": [], "admin": False}
    admin = membership.role in memberships.ADMINS
    seen = set(membership.reached)
    if admin:
        seen |= set(data["client_ids"]) - set(membership.known)
    return {"client_ids": [each for each in data["client_ids"] if each in seen], "admin": admin}


def _find_seen(connection: Any, membership: Row[Any], client_id: str) -> Row[Any]:
    """The client's access, where the colleague reaches it. Raises `NotFound`."""
    if not reach.sees(connection, membership.account_id, membership.user_id, client_id):
        raise NotFound(what="client")
    row: Row[Any] = connection.execute(_GRANTED.where(ClientAccess.client_id == client_id)).one()
    return row


def await_client(database: Database, client_id: str) -> None:
    """The news of a client made a moment ago may be on its way: wait for it, briefly.

    An id that somebody made up may tell of a year that no datetime can hold.
    """
    made = ULID.from_str(client_id.removeprefix("client_")).timestamp
    if not 0 <= now().timestamp() - made < _NEW.total_seconds():
        return

    def is_known() -> bool:
        with database.read() as connection:
            query = select(ClientAccess.client_id).where(ClientAccess.client_id == client_id)
            return connection.execute(query).first() is not None

    database.changes.until([client_id], is_known, within=_PATIENCE)


def lock(uow: UnitOfWork, client_id: str) -> Row[Any]:
    """A client's access, which nobody else changes meanwhile."""
    uow.execute(select(ClientAccess.client_id).where(ClientAccess.client_id == client_id).with_for_update())
    return uow.execute(_GRANTED.where(ClientAccess.client_id == client_id)).one()


def _checked(uow: UnitOfWork, practice_id: str, data: dict[str, Any]) -> dict[str, Any]:
    """The access that is wanted. Raises `InvalidInput` naming each unknown person or team."""
    errors: list[FieldError] = [
        memberships.not_a_colleague(f"/colleague_ids/{place}")
        for place in memberships.unknown(uow, practice_id, data["colleague_ids"])
    ]
    manager = data["account_manager_id"]
    if manager is not None and memberships.unknown(uow, practice_id, [manager]):
        errors.append(memberships.not_a_colleague("/account_manager_id"))
    errors += [
        team_changes.not_a_team(f"/team_ids/{place}")
        for place in team_changes.unknown(uow.connection, practice_id, data["team_ids"])
    ]
    if errors:
        raise InvalidInput(errors)
    return {
        "everyone": data["everyone"],
        "colleague_ids": sorted(set(data["colleague_ids"])),
        "team_ids": sorted(set(data["team_ids"])),
        "account_manager_id": manager,
    }


def _give(
    uow: UnitOfWork, practice_id: str, client_id: str, colleague_ids: list[str], team_ids: list[str]
) -> None:
    place = {"client_id": client_id, "practice_id": practice_id}
    if colleague_ids:
        rows = [{**place, "user_id": user_id} for user_id in colleague_ids]
        uow.execute(upsert(ClientColleague).on_conflict_do_nothing(), rows)
    if team_ids:
        known = team_changes.known(uow.connection, practice_id, team_ids)
        rows = [{**place, "team_id": team_id} for team_id in sorted(known)]
        if rows:
            uow.execute(upsert(ClientTeam).on_conflict_do_nothing(), rows)


def _note(
    uow: UnitOfWork, practice_id: str, actor_id: str, client_id: str, before: Any, after: dict[str, Any]
) -> None:
    audit_lines.note(
        uow, "client_access.changed",
        practice_id=practice_id, actor_id=actor_id, client_id=client_id, before=before, after=after,
    )  # fmt: skip


def parts(row: Any) -> dict[str, Any]:
    """The access object of api.md."""
    return {
        "everyone": row.everyone,
        "colleague_ids": list(row.colleague_ids),
        "team_ids": list(row.team_ids),
        "account_manager_id": row.account_manager_id,
    }


def _view(row: Any) -> dict[str, Any]:
    return {**parts(row), "version": row.version}


def has_users(database: Database, caller: Caller, client_id: str) -> dict[str, bool]:
    """Whether anybody is a user of the client account (product.md 8.3). Raises `RoleRequired`."""
    with database.read() as connection:
        permissions.admin(connection, caller)
        query = select(Membership.user_id).where(
            Membership.account_id == client_id, Membership.status != "removed"
        )
        return {"has_users": connection.execute(query.limit(1)).first() is not None}


def with_users(database: Database, client_ids: Sequence[str]) -> dict[str, list[str]]:
    """Those of the clients that have users (product.md 8.3)."""
    query = select(Membership.account_id).where(
        Membership.account_id.in_(client_ids), Membership.status != "removed"
    )
    with database.read() as connection:
        return {"client_ids": sorted(set(connection.execute(query).scalars()))}
