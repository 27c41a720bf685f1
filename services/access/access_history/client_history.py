"""Who could see a client, and why, as of a moment (docs/adr/0057)."""

from __future__ import annotations

import datetime

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import PersonWithAccess, ShownAccess
from contracts.moments import moment
from services.access.access_history import history_lines, replayed_access
from services.access.audit_trail import trail_names
from services.access.client_access import client_grants, granted_access, known_clients
from services.access.members import roles


def of(database: Database, caller: Caller, client_id: str, at: datetime.datetime) -> ShownAccess:
    """A client's access as it was. Raises `NotFound`, `RoleRequired`."""
    known_clients.await_client(database, client_id)
    with database.read() as connection:
        actor, granted = client_grants.seen_by(connection, caller, client_id)
        roles.require_admin(actor.role)
        lines = history_lines.up_to(connection, actor.account_id, at, [client_id])
        practice = replayed_access.replay(lines)
        names = trail_names.names_of(connection, actor.account_id, practice.colleagues)
    people: list[PersonWithAccess] = [
        {"user_id": user_id, "name": names.get(user_id) or "", "reasons": reasons}
        for user_id in practice.colleagues
        if (reasons := practice.reasons(user_id, client_id, at))
    ]
    people.sort(key=lambda person: (person["name"], person["user_id"]))
    access = practice.given(client_id, at)
    shown = granted_access.answered(access, granted.version)
    shown["at"], shown["people"] = moment(at), people
    return shown
