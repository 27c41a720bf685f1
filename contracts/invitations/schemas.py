"""What the invitations context is asked and what it answers."""

from __future__ import annotations

from contracts.fields import (
    Choice,
    Contract,
    Email,
    Flag,
    Id,
    ListOf,
    Moment,
    Pattern,
    Secret,
    Text,
    Told,
    Whole,
    fields,
)

STATES = ("pending", "sent", "delivered", "needs_attention", "accepted", "expired", "revoked")


class Channel(Told):
    channel = fields.String(required=True)
    state = fields.String(required=True)
    detail = fields.String(required=True, allow_none=True)


class Invitation(Told):
    id = Id("inv", required=True)
    state = fields.String(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    mobile = fields.String(required=True, allow_none=True)
    sent_at = Moment(required=True, allow_none=True)
    expires_at = Moment(required=True, allow_none=True)
    channels = fields.List(fields.Nested(Channel), required=True)


class ListedInvitation(Invitation):
    """`client_id` is null for a colleague's, whose account is the practice's."""

    client_id = Id("client", required=True, allow_none=True)
    account_name = fields.String(required=True)


class ListClientInvitations(Contract):
    client_id = Id("client", required=True)


class InvitationPage(Told):
    items = fields.List(fields.Nested(ListedInvitation), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ListInvitations(Contract):
    """One page of the practice's invitations, newest first."""

    state = Choice(STATES, "a state", load_default=None)
    limit = Whole(1, 200, load_default=50)
    cursor = Text(
        "a cursor", longest=600, load_default=None, metadata={"description": "next_cursor of the page before"}
    )


class ResendInvitation(Contract):
    """A corrected address is named; `mobile: null` sends by email alone. What is not named stays."""

    invitation_id = Id("inv", required=True)
    email = Email("the person's email address")
    mobile = Text("a mobile number", longest=30, allow_none=True)


class RevokeInvitation(Contract):
    invitation_id = Id("inv", required=True)


class ManyInvitations(Contract):
    invitation_ids = ListOf(Id("inv"), longest=50, shortest=1, required=True)


class InvitationResult(Told):
    """`state` is the invitation's where it was done; `code` and `detail` say why it was refused."""

    invitation_id = Id("inv", required=True)
    result = Choice(("done", "refused"), required=True)
    state = fields.String(required=True, allow_none=True)
    code = fields.String(required=True, allow_none=True)
    detail = fields.String(required=True, allow_none=True)


class InvitationResults(Told):
    items = fields.List(fields.Nested(InvitationResult), required=True)


class NoteTextStatus(Contract):
    """Twilio's report of a text. The query is ours, from the address we gave; `form` is what Twilio says."""

    invitation_id = Id("inv", required=True)
    round = Whole(1, 2**31 - 1, required=True)
    signature = Text(longest=200, required=True, metadata={"internal": True})
    form = fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"internal": True}
    )


class NoteBounce(Contract):
    """That a mail came back. `status` is the enhanced status code (RFC 3463) of its report; 5 is for good."""

    message_id = Text("the Message-ID", longest=300, required=True)
    status = Pattern(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}", "Write the status like 5.1.1.", required=True)
    signature = Text(longest=200, load_default="", metadata={"internal": True})


class LookUpInvitation(Contract):
    token = Secret("the code from the message", required=True)


class InvitationFound(Told):
    account_name = fields.String(required=True)
    practice_name = fields.String(required=True)
    invited_name = fields.String(required=True)
    existing_user = Flag(required=True)


class RedeemInvitation(Contract):
    """`password` for a new user; a signed-in existing user sends the token alone."""

    token = Secret("the code from the message", required=True)
    password = Secret("a password", allow_none=True, load_default=None)


class Redeemed(Told):
    """The credentials to sign in with go back to the gateway, which asks access for the session."""

    account_id = fields.String(required=True)
    user_id = fields.String(required=True)
    email = fields.String(required=True)
