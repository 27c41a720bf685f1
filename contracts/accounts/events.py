"""What the accounts context tells: facts about practices and client accounts.

No event carries contact data of a client (product.md 9.2).
"""

from __future__ import annotations

from contracts.fields import Done, Flag, Id, Moment, Result, Whole, fields
from contracts.messages import Event


class PracticeRegisteredData(Result):
    practice_id = Id("prac", required=True)
    name = fields.String(required=True)
    country = fields.String(required=True)
    plan = fields.String(required=True)
    owner_id = Id("user", required=True)
    registered_at = Moment(required=True)


class PracticeChangedData(Done):
    practice_id = Id("prac", required=True)
    name = fields.String(required=True)
    plan = fields.String(required=True)
    version = Whole(1, 2**53, required=True)


class ClientCreatedData(Result):
    """A client account exists. `created_by` is the colleague who added it."""

    client_id = Id("client", required=True)
    practice_id = Id("prac", required=True)
    crn = fields.String(required=True)
    type = fields.String(required=True)
    name = fields.String(required=True)
    practice_code = fields.String(required=True, allow_none=True)
    industry = fields.String(required=True, allow_none=True)
    solutions = fields.List(fields.String(), required=True)
    base_currency = fields.String(required=True)
    country = fields.String(required=True)
    invited = Flag(required=True)
    created_by = Id("user", required=True)
    created_at = Moment(required=True)
    version = Whole(1, 2**53, required=True)


class ClientUpdatedData(Done):
    """The whole of a client's settings after a change. `changed` names the settings that are other now."""

    client_id = Id("client", required=True)
    practice_id = Id("prac", required=True)
    name = fields.String(required=True)
    practice_code = fields.String(required=True, allow_none=True)
    industry = fields.String(required=True, allow_none=True)
    solutions = fields.List(fields.String(), required=True)
    base_currency = fields.String(required=True)
    country = fields.String(required=True)
    changed = fields.List(fields.String(), required=True)
    updated_by = Id("user", required=True)
    updated_at = Moment(required=True)
    version = Whole(1, 2**53, required=True)


class ClientStatusData(Result):
    """A client was archived, restored or deleted, by whom."""

    client_id = Id("client", required=True)
    practice_id = Id("prac", required=True)
    name = fields.String(required=True)
    by = Id("user", required=True)
    at = Moment(required=True)
    version = Whole(1, 2**53, required=True)


class ClientTransferredData(Result):
    """A client went over from one practice to another, which says who of it sees the client."""

    client_id = Id("client", required=True)
    from_practice_id = Id("prac", required=True)
    practice_id = Id("prac", required=True)
    practice_name = fields.String(required=True)
    name = fields.String(required=True)
    everyone = Flag(required=True)
    colleague_ids = fields.List(Id("user"), required=True)
    team_ids = fields.List(Id("team"), required=True)
    account_manager_id = Id("user", required=True, allow_none=True)
    by = Id("user", required=True)
    at = Moment(required=True)
    version = Whole(1, 2**53, required=True)


class ClientOnboardedData(Result):
    """Every step of the creation is done."""

    client_id = Id("client", required=True)
    practice_id = Id("prac", required=True)
    onboarded_at = Moment(required=True)


PRACTICE_REGISTERED = Event("accounts", "PracticeRegistered", PracticeRegisteredData, aggregate="practice_id")
PRACTICE_CHANGED = Event("accounts", "PracticeChanged", PracticeChangedData, aggregate="practice_id")
CLIENT_CREATED = Event("accounts", "ClientCreated", ClientCreatedData, aggregate="client_id")
CLIENT_ONBOARDED = Event("accounts", "ClientOnboarded", ClientOnboardedData, aggregate="client_id")
CLIENT_UPDATED = Event("accounts", "ClientUpdated", ClientUpdatedData, aggregate="client_id")
CLIENT_ARCHIVED = Event("accounts", "ClientArchived", ClientStatusData, aggregate="client_id")
CLIENT_RESTORED = Event("accounts", "ClientRestored", ClientStatusData, aggregate="client_id")
CLIENT_TRANSFERRED = Event("accounts", "ClientTransferred", ClientTransferredData, aggregate="client_id")
CLIENT_DELETED = Event("accounts", "ClientDeleted", ClientStatusData, aggregate="client_id")

EVENTS = (
    PRACTICE_REGISTERED,
    PRACTICE_CHANGED,
    CLIENT_CREATED,
    CLIENT_ONBOARDED,
    CLIENT_UPDATED,
    CLIENT_ARCHIVED,
    CLIENT_RESTORED,
    CLIENT_DELETED,
    CLIENT_TRANSFERRED,
)
COMMANDS = ()
