"""What accounts keeps of other services' events, so that a list is one query of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, delete, func, null, or_, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork
from services.accounts.clients.client_view import moment
from services.accounts.onboarding import onboarding_steps
from services.accounts.tables import Client, Team, TeamMember

_ACCESS = (
    *("client_id", "practice_id", "version"),
    *("everyone", "colleague_ids", "team_ids", "account_manager_id"),
)
#: Without those who have been removed meanwhile.
_SET_ACCESS = Prepared(
    "set_access",
    text(
        """
        UPDATE clients SET
            access_everyone = CAST(:everyone AS boolean),
            access_colleague_ids = ARRAY(
                SELECT given.id
                FROM unnest(CAST(:colleague_ids AS varchar[])) WITH ORDINALITY AS given (id, place)
                WHERE NOT EXISTS (
                    SELECT FROM members
                    WHERE practice_id = CAST(:practice_id AS varchar) AND user_id = given.id
                        AND status = 'removed'
                )
                ORDER BY given.place
            ),
            access_team_ids = CAST(:team_ids AS varchar[]),
            account_manager_id = CAST(:account_manager_id AS varchar),
            access_version = CAST(:version AS integer)
        WHERE id = CAST(:client_id AS varchar) AND access_version < CAST(:version AS integer)
        """
    ),
)


def note_team(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `TeamChanged`; an older version changes nothing. Clients are touched by a deletion alone."""
    row = {
        "id": data["team_id"],
        **{name: data[name] for name in ("practice_id", "name", "deleted", "version")},
    }
    statement = insert(Team).values(row)
    changed = {name: statement.excluded[name] for name in ("name", "deleted", "version")}
    newer = statement.on_conflict_do_update(
        index_elements=["id"], set_=changed, where=Team.version < statement.excluded.version
    ).returning(Team.id)
    if uow.execute(newer).first() is None:
        return
    uow.execute(delete(TeamMember).where(TeamMember.team_id == data["team_id"]))
    members = [
        {"practice_id": data["practice_id"], "user_id": user_id, "team_id": data["team_id"]}
        for user_id in data["member_ids"]
    ]
    if members:
        uow.execute(insert(TeamMember), members)
    if data["deleted"]:
        _strike_out(uow, data["practice_id"], Client.access_team_ids, data["team_id"])


def note_removed_colleague(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in that a colleague is one no longer: no client and no team names them (product.md 1.4)."""
    if data["status"] != "removed":
        return
    practice_id, user_id = data["practice_id"], data["user_id"]
    uow.execute(
        delete(TeamMember).where(TeamMember.practice_id == practice_id, TeamMember.user_id == user_id)
    )
    _strike_out(uow, practice_id, Client.access_colleague_ids, user_id)


def _strike_out(
    uow: UnitOfWork, practice_id: str, column: InstrumentedAttribute[list[str]], gone: str
) -> None:
    uow.execute(
        update(Client)
        .where(Client.practice_id == practice_id, column.contains([gone]))
        .values({column: func.array_remove(column, gone)})
    )


def note_access(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `ClientAccessChanged`; an older version changes nothing. Who was removed stays removed."""
    # First, as it holds the client in the round trip that it takes anyway.
    onboarding_steps.mark(uow, data["client_id"], "access", "done")
    uow.later(_SET_ACCESS, {part: data[part] for part in _ACCESS})


def note_invitation(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in an invitation's new state; an older version, and an older invitation, change nothing."""
    if data["client_id"] is None:
        return
    # Ids are made in the order of time.
    shown = Client.invitation["id"].astext
    uow.execute(
        update(Client)
        .where(
            Client.id == data["client_id"],
            or_(
                Client.invitation.is_(None),
                shown < data["invitation_id"],
                and_(shown == data["invitation_id"], Client.invitation_version < data["version"]),
            ),
        )
        .values(
            invitation={"id": data["invitation_id"], "state": data["state"], "channels": data["channels"]},
            invitation_version=data["version"],
        )
    )
    if data["state"] == "needs_attention":
        failed = next((c["detail"] for c in data["channels"] if c["state"] == "failed"), None)
        onboarding_steps.mark(uow, data["client_id"], "invitation", "needs_attention", failed)
    elif data["state"] != "pending":
        onboarding_steps.mark(uow, data["client_id"], "invitation", "done")


def note_connection(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a connection's new state; an older version changes nothing."""
    shown = {
        "id": data["connection_id"],
        "provider": data["provider"],
        "state": data["state"],
        "organisation_name": data["organisation_name"],
        "changed_at": moment(data["at"]),
    }
    uow.execute(
        update(Client)
        .where(Client.id == data["client_id"], Client.connection_version < data["version"])
        .values(connection=shown if data["state"] != "closed" else null(), connection_version=data["version"])
    )
    if data["state"] == "connected":
        onboarding_steps.mark(uow, data["client_id"], "connection", "done")


def note_refused_connection(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """A connection that was ordered with the client could not be made: a person has to look."""
    onboarding_steps.mark(uow, data["client_id"], "connection", "needs_attention", data["detail"])
