"""What the invitations context is asked and what it answers."""

from __future__ import annotations

from contracts.addresses import Email
from contracts.fields import (
    Choice,
    Contract,
    Flag,
    Id,
    ListOf,
    Moment,
    Name,
    Part,
    Pattern,
    Result,
    Secret,
    Text,
    Whole,
    fields,
)
from contracts.links import LinkToken

TEXT_ENCODINGS = ("gsm_7", "ucs_2")
#: Messages whose words a practice may choose.
KINDS = (
    "client_invitation",
    "client_reminder",
    "colleague_invitation",
    "colleague_reminder",
    "client_text",
)
STATES = ("pending", "sent", "delivered", "needs_attention", "accepted", "expired", "revoked")


class Channel(Result):
    channel = fields.String(required=True)
    state = fields.String(required=True)
    detail = fields.String(required=True, allow_none=True)


class Invitation(Result):
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


class InvitationPage(Result):
    items = fields.List(fields.Nested(ListedInvitation), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class GetInvitation(Contract):
    invitation_id = Id("inv", required=True)


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


class InvitationResult(Result):
    """`state` is the invitation's where it was done; `code` and `detail` say why it was refused."""

    invitation_id = Id("inv", required=True)
    result = Choice(("done", "refused"), required=True)
    state = fields.String(required=True, allow_none=True)
    code = fields.String(required=True, allow_none=True)
    detail = fields.String(required=True, allow_none=True)


class InvitationResults(Result):
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


class MailWording(Contract):
    """The words of a mail. Placeholders in braces are filled in for each person; null is our own words."""

    subject = Text("a subject", longest=150, multiline=True, allow_none=True)
    opening = Text("the opening words", longest=1000, multiline=True, allow_none=True)


class TextWording(Contract):
    """The words of a text, which has one segment for all: its link and its end stand behind them."""

    opening = Text("the words of the text", longest=150, multiline=True, allow_none=True)


class Wordings(Contract):
    client_invitation = Part(MailWording, allow_none=True)
    client_reminder = Part(MailWording, allow_none=True)
    colleague_invitation = Part(MailWording, allow_none=True)
    colleague_reminder = Part(MailWording, allow_none=True)
    client_text = Part(TextWording, allow_none=True)


class ChangePracticeMessages(Contract):
    """Only what is sent is changed; null is our own again, of a kind of message or of one of its parts."""

    sender_name = Name("a sender's name", longest=80, allow_none=True)
    reply_to = Email("an address for answers", allow_none=True)
    from_address = Email("an address to send from", allow_none=True)
    wording = Part(Wordings, "the words by kind of message")
    if_version = Whole(1, 2**53, metadata={"internal": True})


class Wording(Result):
    """`changed`: whether the words are the practice's own. A text has no subject."""

    subject = fields.String(required=True, allow_none=True)
    opening = fields.String(required=True)
    changed = Flag(required=True)


class PracticeMessages(Result):
    """Mail comes from `sender_address`, or from a `from_address` at one of `from_domains`."""

    sender_name = fields.String(required=True, allow_none=True)
    reply_to = fields.String(required=True, allow_none=True)
    from_address = fields.String(required=True, allow_none=True)
    sender_address = fields.String(required=True)
    from_domains = fields.List(fields.String(), required=True)
    wording = fields.Dict(keys=fields.String(), values=fields.Nested(Wording), required=True)
    placeholders = fields.List(fields.String(), required=True)
    version = Whole(1, 2**53, required=True)


class PreviewMessage(Contract):
    """A message in these words, or in those that are saved."""

    kind = Choice(KINDS, "a kind of message", required=True)
    subject = Text("a subject", longest=150, multiline=True, allow_none=True)
    opening = Text("the opening words", longest=1000, multiline=True, allow_none=True)


class MessagePreview(Result):
    """What a made-up person would get. A text has only `text`."""

    kind = fields.String(required=True)
    sender = fields.String(required=True, allow_none=True)
    reply_to = fields.String(required=True, allow_none=True)
    subject = fields.String(required=True, allow_none=True)
    text = fields.String(required=True)
    html = fields.String(required=True, allow_none=True)

    segments = fields.Integer(
        allow_none=True, metadata={"description": "Of a text: in how many parts it is sent, and counted"}
    )


class PreviewText(Contract):
    """The text that would invite somebody, in the practice's words."""

    account_name = Name("the client's name", required=True)
    name = Name("the person's name", load_default="", shortest=0)


class TextPreview(Result):
    """`encoding` is `gsm_7`, or `ucs_2` where a name has letters that a plain text cannot carry."""

    text = fields.String(required=True)
    encoding = Choice(TEXT_ENCODINGS, required=True)
    segments = fields.Integer(required=True)


class SendTestMessage(Contract):
    kind = Choice(KINDS[:-1], "a kind of mail", required=True)


class LookUpInvitation(Contract):
    token = LinkToken(required=True)


class InvitationFound(Result):
    account_name = fields.String(required=True)
    practice_name = fields.String(required=True)
    invited_name = fields.String(required=True)
    existing_user = Flag(required=True)


class RedeemInvitation(Contract):
    """`password` for a new user; a signed-in existing user sends the token alone."""

    token = LinkToken(required=True)
    password = Secret("a password", allow_none=True, load_default=None)


class Redeemed(Result):
    """The credentials to sign in with go back to the gateway, which asks access for the session."""

    account_id = fields.String(required=True)
    user_id = fields.String(required=True)
    email = fields.String(required=True)
