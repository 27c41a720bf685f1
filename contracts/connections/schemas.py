"""What the connections context is asked and what it answers."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from contracts.fields import (
    Choice,
    Contract,
    Flag,
    Id,
    ListOf,
    Moment,
    Result,
    Secret,
    Text,
    Whole,
    coded,
    fields,
)

PROVIDERS = ("xero", "sage", "quickbooks", "freeagent")
AUTHORIZATION_STATES = ("started", "choose_organisation", "ready", "failed", "used")
CONNECTION_STATES = ("connected", "needs_reconnect")


class Provider(Result):
    """Accounting software. `configured` is whether this installation has the vendor's credentials, `sandbox`
    whether a stand-in plays the vendor.
    """

    id = fields.String(required=True)
    name = fields.String(required=True)
    during_setup = Flag(required=True)
    configured = Flag(required=True)
    sandbox = Flag(required=True)


class Providers(Result):
    items = fields.List(fields.Nested(Provider), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class BeginAuthorization(Contract):
    """A sign-in at a vendor, for a client that is there, for a draft of one, or for neither yet.

    `same_session`: its answer must come back in the session that began it, and not just to the same user.
    """

    provider = Choice(PROVIDERS, "the accounting software", required=True)
    client_id = Id("client", allow_none=True, load_default=None)
    draft_id = Id("draft", allow_none=True, load_default=None)
    same_session = Flag(load_default=False, metadata={"internal": True})

    @validates_schema
    def check_one_purpose(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data.get("client_id") and data.get("draft_id"):
            message = coded("one_of", "Name a client or a draft, not both.")
            raise ValidationError(message, "draft_id")


class Begun(Result):
    """Send the browser to `authorization_url`."""

    id = Id("auth", required=True)
    authorization_url = fields.String(required=True)


class CompleteAuthorization(Contract):
    """What the vendor sent the browser back with. `realm_id` is QuickBooks' company."""

    provider = Text(longest=20, required=True)
    state = Secret("the state", longest=200, required=True)
    code = Secret("the code", longest=4096, allow_none=True, load_default=None)
    error = Text(longest=200, allow_none=True, load_default=None)
    realm_id = Text(longest=100, allow_none=True, load_default=None)


class Completed(Result):
    """The sign-in that the answer belongs to, and the page that began it."""

    id = Id("auth", required=True)
    client_id = fields.String(required=True, allow_none=True)
    draft_id = fields.String(required=True, allow_none=True)


class GetAuthorization(Contract):
    authorization_id = Id("auth", required=True)


class Organisation(Result):
    """A business at the vendor. `connected_to` names the client of the practice that it is connected to."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    country = fields.String(required=True, allow_none=True)
    base_currency = fields.String(required=True, allow_none=True)
    industry_hint = fields.String(required=True, allow_none=True)
    connected_to = fields.String(required=True, allow_none=True)


class Failure(Result):
    """Why a sign-in failed, and in `detail` what to do about it."""

    code = fields.String(required=True)
    detail = fields.String(required=True)


class Authorization(Result):
    """A sign-in at a vendor. One that is not used for a client is revoked at `expires_at`. `asking` is while
    the vendor's answer is looked into: ask again in a moment.
    """

    id = Id("auth", required=True)
    provider = fields.String(required=True)
    state = Choice(AUTHORIZATION_STATES, required=True)
    asking = Flag(required=True)
    organisations = fields.List(fields.Nested(Organisation), required=True)
    organisation_id = fields.String(required=True, allow_none=True)
    error = fields.Nested(Failure, required=True, allow_none=True)
    client_id = fields.String(required=True, allow_none=True)
    draft_id = fields.String(required=True, allow_none=True)
    expires_at = Moment(required=True)


class ChooseOrganisation(Contract):
    authorization_id = Id("auth", required=True)
    organisation_id = Text("an organisation", longest=200, required=True)


class Usable(Result):
    """A finished sign-in that a client can be connected with."""

    id = Id("auth", required=True)
    provider = fields.String(required=True)
    organisation = fields.Nested(Organisation, required=True)


class CheckOrganisations(Contract):
    authorization_id = Id("auth", required=True)
    organisation_ids = ListOf(Text("an organisation", longest=200), shortest=1, longest=50, required=True)


class Reached(Result):
    """Organisations that clients can be made of, those in use with the client they are connected to."""

    provider = fields.String(required=True)
    organisations = fields.List(fields.Nested(Organisation), required=True)


class GetConnection(Contract):
    client_id = Id("client", required=True)


class ConnectClient(Contract):
    """`replace` says that the client is to leave the organisation it is connected to now."""

    client_id = Id("client", required=True)
    authorization_id = Id("auth", required=True)
    replace = Flag(load_default=False)


class Connection(Result):
    """A client's accounting software. `expires_at` is when the vendor ends it unless it is kept alive, which
    happens by itself; `warning` tells when that does not succeed. `checked_at` is when the vendor last let us
    in.
    """

    id = Id("conn", required=True)
    client_id = Id("client", required=True)
    client_name = fields.String(required=True)
    provider = fields.String(required=True)
    organisation_id = fields.String(required=True)
    organisation_name = fields.String(required=True)
    state = Choice(CONNECTION_STATES, required=True)
    detail = fields.String(required=True, allow_none=True)
    warning = fields.String(required=True, allow_none=True)
    connected_at = Moment(required=True)
    changed_at = Moment(required=True)
    checked_at = Moment(required=True, allow_none=True)
    expires_at = Moment(required=True, allow_none=True)


class ListConnections(Contract):
    """One page of the connections of the clients the caller can see, those that need a person first."""

    state = Choice(
        (*CONNECTION_STATES, "warning"), "a connection's state", allow_none=True, load_default=None
    )
    provider = Choice(PROVIDERS, "the accounting software", allow_none=True, load_default=None)
    limit = Whole(1, 200, load_default=50)
    cursor = Text(
        "a cursor", longest=600, load_default=None, metadata={"description": "next_cursor of the page before"}
    )


class ConnectionPage(Result):
    items = fields.List(fields.Nested(Connection), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class Reconnected(Result):
    items = fields.List(fields.Nested(Connection), required=True)


class CatchUp(Contract):
    message_ids = ListOf(Text(longest=64), longest=100, required=True)


class CaughtUp(Result):
    caught_up = Flag(required=True)


class Nothing(Contract):
    """No arguments."""
