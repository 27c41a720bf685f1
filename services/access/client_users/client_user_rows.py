"""A client's user as they are read, noted and published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from chassis.database.unit_of_work import UnitOfWork
from contracts.access import ClientMembershipStatus
from contracts.access.events import CLIENT_USER_CHANGED, ClientUserChangedData
from contracts.errors import NotFound
from services.access.activity import audit_lines
from services.access.client_users.client_user_roles import ClientUserFacts
from services.access.tables import Account, ClientAccess, Membership

_MEMBERSHIP = select(
    Membership.account_id,
    Membership.user_id,
    Membership.role,
    Membership.status,
    Membership.owner,
    Membership.version,
)


class ClientNames(NamedTuple):
    """A client's name, and whose client it is."""

    name: str
    practice_id: str


_CLIENT = select(Account.name, ClientAccess.practice_id).join(
    ClientAccess, ClientAccess.client_id == Account.id
)


def known_client(connection: Connection, client_id: str) -> ClientNames:
    """The name and practice of a client that somebody reaches."""
    return ClientNames._make(connection.execute(_CLIENT.where(Account.id == client_id)).one())


def client(connection: Connection, client_id: str) -> ClientNames | None:
    """The client's name and practice; None where access has not heard of it."""
    found = connection.execute(_CLIENT.where(Account.id == client_id)).first()
    return ClientNames._make(found) if found is not None else None


def find(uow: UnitOfWork, client_id: str, user_id: str) -> ClientUserFacts:
    """A user of the client. Raises `NotFound`."""
    own = _MEMBERSHIP.where(Membership.account_id == client_id, Membership.user_id == user_id)
    found = uow.execute(own.where(Membership.status != "removed")).first()
    if found is None:
        raise NotFound(what="user")
    return ClientUserFacts._make(found)


def write(uow: UnitOfWork, before: ClientUserFacts, **values: object) -> None:
    """Change a membership; the version grows."""
    uow.execute(
        update(Membership)
        .where(Membership.account_id == before.account_id, Membership.user_id == before.user_id)
        .values(**values, version=Membership.version + 1)
    )


def note_change(
    uow: UnitOfWork,
    client_id: str,
    user_id: str,
    kind: str,
    actor_id: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Note a change of a client's user and tell everybody what they are now."""
    named = client(uow.connection, client_id)
    if named is None:
        return
    audit_lines.note(
        uow, kind, practice_id=named.practice_id, actor_id=actor_id, client_id=client_id, user_id=user_id,
        before=before, after=after,
    )  # fmt: skip
    now = ClientUserFacts._make(
        uow.execute(
            _MEMBERSHIP.where(Membership.account_id == client_id, Membership.user_id == user_id)
        ).one()
    )
    uow.send(
        CLIENT_USER_CHANGED,
        ClientUserChangedData(
            client_id=client_id,
            practice_id=named.practice_id,
            user_id=user_id,
            role=now.role,
            status=ClientMembershipStatus(now.status),
            owner=now.owner,
            version=now.version,
        ),
    )
