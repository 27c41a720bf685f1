"""Who may see and manage an invitation: of a client, whoever sees the client; of a colleague, admins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import select

from chassis.database.engine import Database
from chassis.database.rows import loaded
from chassis.security.identity import Caller
from contracts import access
from contracts.errors import NotFound, PracticeAccountRequired
from contracts.messages import Rpc
from services.invitations.tables import Invitation


class _OfClient(Protocol):
    """What is somebody's to see by its client, or an admin's where it has none."""

    @property
    def client_id(self) -> str | None: ...


#: As many clients as access looks at for one call.
_AT_A_TIME = 200
OfClient = TypeVar("OfClient", bound=_OfClient)


class InvitationNamed(NamedTuple):
    """Enough of an invitation to know who may see it."""

    id: str
    client_id: str | None


def require(database: Database, calls: Rpc, caller: Caller, invitation_id: str) -> None:
    """Raises `NotFound` for what does not exist and for who may not see it; `PracticeAccountRequired`."""
    if caller.kind != "practice":
        raise PracticeAccountRequired()
    with database.read() as connection:
        invitation = connection.execute(
            select(Invitation.id, Invitation.client_id).where(
                Invitation.id == invitation_id, Invitation.practice_id == caller.account_id
            )
        ).first()
    if invitation is None or not visible(calls, caller, [loaded(InvitationNamed, invitation)]):
        raise NotFound(what="invitation")


def visible(calls: Rpc, caller: Caller, invitations: Iterable[OfClient]) -> list[OfClient]:
    """Those of the practice's invitations that the caller may see."""
    return visible_and_role(calls, caller, invitations)[0]


def visible_and_role(
    calls: Rpc, caller: Caller, invitations: Iterable[OfClient]
) -> tuple[list[OfClient], bool]:
    """As `visible`, and whether the caller is an admin of the practice."""
    invitations = list(invitations)
    ids = sorted({row.client_id for row in invitations if row.client_id is not None})
    clients, admin = set[str](), False
    for begin in range(0, max(len(ids), 1), _AT_A_TIME):
        some = ids[begin : begin + _AT_A_TIME]
        seen = access.sees_clients(calls, client_ids=some, practice_id=caller.account_id)
        clients.update(seen["client_ids"])
        admin = seen["admin"]
    return [row for row in invitations if (row.client_id in clients if row.client_id else admin)], admin
