"""What the access context tells, and the orders it takes."""

from __future__ import annotations

from contracts.fields import Choice, Contract, Flag, Id, ListOf, Moment, Result, Whole, fields
from contracts.messages import Command, Event


class ColleagueChangedData(Result):
    """The whole of a membership in a practice after the change; `version` grows with each."""

    practice_id = Id("prac", required=True)
    user_id = Id("user", required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    permissions = fields.List(fields.String(), required=True)
    status = Choice(("invited", "active", "deactivated", "removed"), required=True)
    version = Whole(1, 2**53, required=True)


class TeamChangedData(Result):
    """The whole of a team after the change; a deleted one has no members and never comes back."""

    team_id = Id("team", required=True)
    practice_id = Id("prac", required=True)
    name = fields.String(required=True)
    member_ids = fields.List(Id("user"), required=True)
    deleted = Flag(required=True)
    version = Whole(1, 2**53, required=True)


class ClientAccessChangedData(Result):
    """The whole of who may see a client, beside the admins, after the change."""

    client_id = Id("client", required=True)
    practice_id = Id("prac", required=True)
    everyone = Flag(required=True)
    colleague_ids = fields.List(Id("user"), required=True)
    team_ids = fields.List(Id("team"), required=True)
    account_manager_id = Id("user", required=True, allow_none=True)
    version = Whole(1, 2**53, required=True)


class ClientUserChangedData(Result):
    """The whole of a membership in a client account after the change. `no_login` is who cannot sign in."""

    client_id = Id("client", required=True)
    practice_id = Id("prac", required=True)
    user_id = Id("user", required=True)
    role = fields.String(required=True)
    status = Choice(("invited", "no_login", "active", "removed"), required=True)
    owner = Flag(required=True)
    version = Whole(1, 2**53, required=True)


class SessionRevokedData(Result):
    """A session ended. `forget_after` is when it would have ended anyway."""

    session_id = fields.String(required=True)
    user_id = Id("user", required=True)
    forget_after = Moment(required=True)


class GrantClientAccessData(Contract):
    """Set who may see a client that was just created."""

    client_id = Id("client", required=True)
    practice_id = Id("prac", required=True)
    everyone = Flag(required=True)
    colleague_ids = ListOf(Id("user"), longest=500, required=True)
    team_ids = ListOf(Id("team"), longest=100, required=True)
    account_manager_id = Id("user", required=True, allow_none=True)
    granted_by = Id("user", required=True)


COLLEAGUE_CHANGED = Event("access", "ColleagueChanged", ColleagueChangedData, aggregate="user_id")
TEAM_CHANGED = Event("access", "TeamChanged", TeamChangedData, aggregate="team_id")
CLIENT_ACCESS_CHANGED = Event("access", "ClientAccessChanged", ClientAccessChangedData, aggregate="client_id")
CLIENT_USER_CHANGED = Event("access", "ClientUserChanged", ClientUserChangedData, aggregate="client_id")
SESSION_REVOKED = Event("access", "SessionRevoked", SessionRevokedData, aggregate="session_id")

GRANT_CLIENT_ACCESS = Command("access", "GrantClientAccess", GrantClientAccessData, aggregate="client_id")

EVENTS = (COLLEAGUE_CHANGED, TEAM_CHANGED, CLIENT_ACCESS_CHANGED, CLIENT_USER_CHANGED, SESSION_REVOKED)
COMMANDS = (GRANT_CLIENT_ACCESS,)
