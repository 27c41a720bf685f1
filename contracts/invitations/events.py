"""What the invitations context tells, and the orders it takes. No event carries an address or a token."""

from __future__ import annotations

from contracts.addresses import Email
from contracts.fields import Choice, Contract, Done, Id, Moment, Text, Whole, fields
from contracts.invitations.schemas import STATES, Channel
from contracts.messages import Command, Event


class InvitationData(Done):
    """The whole of an invitation's state after the change. `client_id` is null for a colleague's."""

    invitation_id = Id("inv", required=True)
    practice_id = Id("prac", required=True)
    client_id = Id("client", required=True, allow_none=True)
    state = Choice(STATES, required=True)
    channels = fields.List(fields.Nested(Channel), required=True)
    at = Moment(required=True)
    version = Whole(1, 2**53, required=True)


class InvitationAcceptedData(InvitationData):
    user_id = Id("user", required=True)


class PracticeMessagesChangedData(Done):
    """A practice changed how its messages look. Addresses and numbers in words are masked."""

    practice_id = Id("prac", required=True)
    version = Whole(1, 2**53, required=True)


class ContactData(Contract):
    """Whom a message is for and where it goes: told to nobody but invitations."""

    name = Text(required=True)
    email = Email(required=True)
    mobile = Text(longest=30, allow_none=True, load_default=None)


class InviteToClientData(Contract):
    """Invite a user of a client. The sender names the invitation; `sealed` is whom, as `ContactData`."""

    invitation_id = Id("inv", required=True)
    client_id = Id("client", required=True)
    client_name = Text(required=True)
    practice_id = Id("prac", required=True)
    practice_name = Text(required=True)
    invited_by = Id("user", required=True)
    invited_by_name = Text(required=True)
    sealed = Text(longest=4000, required=True)


class InviteToPracticeData(Contract):
    """Invite a colleague; `user_id` is whose membership waits. `sealed` is whom, as `ContactData`."""

    invitation_id = Id("inv", required=True)
    practice_id = Id("prac", required=True)
    practice_name = Text(required=True)
    user_id = Id("user", required=True)
    invited_by = Id("user", required=True)
    invited_by_name = Text(required=True)
    sealed = Text(longest=4000, required=True)


class SendResetLinkData(Contract):
    """Send a link for a new password; its hash is offered to access first. `sealed` is to whom."""

    reset_id = Id("reset", required=True)
    user_id = Id("user", required=True)
    expires_at = Moment(required=True)
    sealed = Text(longest=4000, required=True)


class InviteClientUserData(Contract):
    """What release 0.2.0 orders instead of `InviteToClient`, with addresses in clear."""

    invitation_id = Id("inv", required=True)
    client_id = Id("client", required=True)
    client_name = Text(required=True)
    practice_id = Id("prac", required=True)
    practice_name = Text(required=True)
    invited_by = Id("user", required=True)
    invited_by_name = Text(required=True)
    name = Text(required=True)
    email = Email(required=True)
    mobile = Text(longest=30, required=True, allow_none=True)


class InviteColleagueData(Contract):
    """What release 0.2.0 orders instead of `InviteToPractice`, with the address in clear."""

    invitation_id = Id("inv", required=True)
    practice_id = Id("prac", required=True)
    practice_name = Text(required=True)
    user_id = Id("user", required=True)
    invited_by = Id("user", required=True)
    invited_by_name = Text(required=True)
    name = Text(required=True)
    email = Email(required=True)


class SendPasswordResetData(Contract):
    """What release 0.2.0 orders instead of `SendResetLink`, with the address in clear."""

    reset_id = Id("reset", required=True)
    user_id = Id("user", required=True)
    name = Text(required=True)
    email = Email(required=True)
    expires_at = Moment(required=True)


INVITATION_SENT = Event("invitations", "InvitationSent", InvitationData, aggregate="invitation_id")
INVITATION_FAILED = Event("invitations", "InvitationFailed", InvitationData, aggregate="invitation_id")
INVITATION_ACCEPTED = Event(
    "invitations", "InvitationAccepted", InvitationAcceptedData, aggregate="invitation_id"
)
INVITATION_EXPIRED = Event("invitations", "InvitationExpired", InvitationData, aggregate="invitation_id")

INVITATION_DELIVERED = Event("invitations", "InvitationDelivered", InvitationData, aggregate="invitation_id")
INVITATION_RESENT = Event("invitations", "InvitationResent", InvitationData, aggregate="invitation_id")
INVITATION_REVOKED = Event("invitations", "InvitationRevoked", InvitationData, aggregate="invitation_id")

PRACTICE_MESSAGES_CHANGED = Event(
    "invitations", "PracticeMessagesChanged", PracticeMessagesChangedData, aggregate="practice_id"
)

INVITE_TO_CLIENT = Command(
    "invitations", "InviteToClient", InviteToClientData, aggregate="client_id", private=ContactData
)
INVITE_TO_PRACTICE = Command(
    "invitations", "InviteToPractice", InviteToPracticeData, aggregate="user_id", private=ContactData
)
SEND_RESET_LINK = Command(
    "invitations", "SendResetLink", SendResetLinkData, aggregate="user_id", private=ContactData
)

#: Still obeyed, as they may wait in a queue while services are replaced, and ordered no more.
INVITE_CLIENT_USER = Command("invitations", "InviteClientUser", InviteClientUserData, aggregate="client_id")
INVITE_COLLEAGUE = Command("invitations", "InviteColleague", InviteColleagueData, aggregate="user_id")
SEND_PASSWORD_RESET = Command("invitations", "SendPasswordReset", SendPasswordResetData, aggregate="user_id")

EVENTS = (
    INVITATION_SENT,
    INVITATION_DELIVERED,
    INVITATION_FAILED,
    INVITATION_ACCEPTED,
    INVITATION_EXPIRED,
    INVITATION_RESENT,
    INVITATION_REVOKED,
    PRACTICE_MESSAGES_CHANGED,
)
COMMANDS = (
    INVITE_TO_CLIENT,
    INVITE_TO_PRACTICE,
    SEND_RESET_LINK,
    INVITE_CLIENT_USER,
    INVITE_COLLEAGUE,
    SEND_PASSWORD_RESET,
)
