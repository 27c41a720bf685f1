"""What accounts keeps of other services' events, so that a list is one query of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, null, or_, update

from chassis.work import Work
from services.accounts import onboarding
from services.accounts.reading import moment
from services.accounts.tables import Client


def note_access(work: Work, data: dict[str, Any]) -> None:
    """Take in a `ClientAccessChanged`; an older version changes nothing."""
    work.execute(
        update(Client)
        .where(Client.id == data["client_id"], Client.access_version < data["version"])
        .values(
            access_everyone=data["everyone"],
            access_colleague_ids=data["colleague_ids"],
            access_team_ids=data["team_ids"],
            account_manager_id=data["account_manager_id"],
            access_version=data["version"],
        )
    )
    onboarding.mark(work, data["client_id"], "access", "done")


def note_invitation(work: Work, data: dict[str, Any]) -> None:
    """Take in an invitation's new state; an older version, and an older invitation, change nothing."""
    if data["client_id"] is None:
        return
    # Ids are made in the order of time.
    shown = Client.invitation["id"].astext
    work.execute(
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
        onboarding.mark(work, data["client_id"], "invitation", "needs_attention", failed)
    elif data["state"] != "pending":
        onboarding.mark(work, data["client_id"], "invitation", "done")


def note_connection(work: Work, data: dict[str, Any]) -> None:
    """Take in a connection's new state; an older version changes nothing."""
    shown = {
        "id": data["connection_id"],
        "provider": data["provider"],
        "state": data["state"],
        "organisation_name": data["organisation_name"],
        "changed_at": moment(data["at"]),
    }
    work.execute(
        update(Client)
        .where(Client.id == data["client_id"], Client.connection_version < data["version"])
        .values(connection=shown if data["state"] != "closed" else null(), connection_version=data["version"])
    )
    if data["state"] == "connected":
        onboarding.mark(work, data["client_id"], "connection", "done")


def note_refused_connection(work: Work, data: dict[str, Any]) -> None:
    """A connection that was ordered with the client could not be made: a person has to look."""
    onboarding.mark(work, data["client_id"], "connection", "needs_attention", data["detail"])
