"""Who may see and manage an invitation: of a client, whoever sees the client; of a colleague, admins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy import select

from chassis.database.engine import Database
from chassis.database.rows import loaded
from chassis.security.identity import Caller
from contracts import access
from contracts.access import AccessLevel
from contracts.errors import LevelRequired, NotFound, PracticeAccountRequired
from contracts.messages import Rpc
from services.invitations.tables import Invitation


class _OfClient(Protocol):
    """What is somebody's to see by its client, or an admin's where it has none."""

    @property
    def client_id(self) -> str | None: ...


#: As many clients as access looks at for one call.
_AT_A_TIME = 200
OfClient = TypeVar("OfClient", bound=_OfClient)


class Seen(NamedTuple, Generic[OfClient]):
    """What the caller may see, with the levels below `manage` by client, and whether they are an admin."""

    invitations: list[OfClient]
    levels: Mapping[str | None, AccessLevel]
    admin: bool

    def level_of(self, client_id: str | None) -> AccessLevel:
        """What the caller may do with a client of one of them; a colleague's invitation is an admin's."""
        return self.levels.get(client_id, AccessLevel.MANAGE)


class InvitationNamed(NamedTuple):
    """Enough of an invitation to know who may see it."""

    id: str
    client_id: str | None


def require(
    database: Database,
    calls: Rpc,
    caller: Caller,
    invitation_id: str,
    needed: AccessLevel = AccessLevel.VIEW,
) -> AccessLevel:
    """What the caller may do with the invitation.

    Raises `NotFound` for what does not exist and for who may not see it; `LevelRequired` for who reaches its
    client at less (docs/adr/0064); `PracticeAccountRequired`.
    """
    if caller.kind != "practice":
        raise PracticeAccountRequired()
    with database.read() as connection:
        invitation = connection.execute(
            select(Invitation.id, Invitation.client_id).where(
                Invitation.id == invitation_id, Invitation.practice_id == caller.account_id
            )
        ).first()
    if invitation is None:
        raise NotFound(what="invitation")
    seen = visible(calls, caller, [loaded(InvitationNamed, invitation)])
    if not seen.invitations:
        raise NotFound(what="invitation")
    held = seen.level_of(invitation.client_id)
    if held not in needed.and_above:
        raise LevelRequired(level=needed, held=held)
    return held


def visible(calls: Rpc, caller: Caller, of_clients: Iterable[OfClient]) -> Seen[OfClient]:
    """Those of the practice's invitations that the caller may see."""
    invitations = list(of_clients)
    ids = sorted({row.client_id for row in invitations if row.client_id is not None})
    clients, levels, admin = set[str](), dict[str | None, AccessLevel](), False
    for begin in range(0, max(len(ids), 1), _AT_A_TIME):
        some = ids[begin : begin + _AT_A_TIME]
        seen = access.sees_clients(calls, client_ids=some, practice_id=caller.account_id)
        clients.update(seen["client_ids"])
        # Without them, of a release before that knows of no levels, everything is managed.
        levels |= {each["client_id"]: AccessLevel(each["level"]) for each in seen.get("levels", [])}
        admin = seen["admin"]
    found = [row for row in invitations if (row.client_id in clients if row.client_id else admin)]
    return Seen(found, levels, admin)
