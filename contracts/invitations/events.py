"""What the invitations context tells, and the orders it takes. No event carries an address or a token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypedDict

from contracts.addresses import Email
from contracts.fields import Text
from contracts.invitations.sent_invitations import Channel
from contracts.invitations.states import InvitationStatus
from contracts.messages import Command, Event
from contracts.shapes import RequestShape
from contracts.values import ClientId, Done, InvitationId, PracticeId, ResetId, UserId, Version


class InvitationData(Done):
    """The whole of an invitation's state after the change. `client_id` is null for a colleague's."""

    invitation_id: InvitationId
    practice_id: PracticeId
    client_id: ClientId | None
    state: InvitationStatus
    channels: list[Channel]
    at: datetime
    version: Version


class InvitationDeferredData(TypedDict):
    """An invitation that could wait was not made, as a limit is reached: there is room for it `again_at`."""

    invitation_id: InvitationId
    practice_id: PracticeId
    client_id: ClientId
    again_at: datetime


class InvitationAcceptedData(InvitationData):
    user_id: UserId


class PracticeMessagesChangedData(Done):
    """A practice changed how its messages look. Addresses and numbers in words are masked."""

    practice_id: PracticeId
    version: Version


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactData(RequestShape):
    """Whom a message is for and where it goes: known to nobody but invitations."""

    name: Annotated[str, Text()]
    email: Annotated[str, Email()]
    mobile: Annotated[str, Text(longest=30)] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteToClientData(RequestShape):
    """Invite a user of a client. The sender names the invitation; `sealed` is whom, as `ContactData`.

    One that `may_wait` is put off where the practice has sent as many messages as it may within a day; the
    sender orders it again. Any other is made, and shows that it could not be sent.
    """

    invitation_id: InvitationId
    client_id: ClientId
    client_name: Annotated[str, Text()]
    practice_id: PracticeId
    practice_name: Annotated[str, Text()]
    invited_by: UserId
    invited_by_name: Annotated[str, Text()]
    sealed: Annotated[str, Text(longest=4000)]
    may_wait: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteToPracticeData(RequestShape):
    """Invite a colleague; `user_id` is whose membership waits. `sealed` is whom, as `ContactData`."""

    invitation_id: InvitationId
    practice_id: PracticeId
    practice_name: Annotated[str, Text()]
    user_id: UserId
    invited_by: UserId
    invited_by_name: Annotated[str, Text()]
    sealed: Annotated[str, Text(longest=4000)]


@dataclass(frozen=True, kw_only=True, slots=True)
class SendResetLinkData(RequestShape):
    """Send a link for a new password; its hash is offered to access first. `sealed` is to whom."""

    reset_id: ResetId
    user_id: UserId
    expires_at: datetime
    sealed: Annotated[str, Text(longest=4000)]


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteClientUserData(RequestShape):
    """What release 0.2.0 orders instead of `InviteToClient`, with addresses in clear."""

    invitation_id: InvitationId
    client_id: ClientId
    client_name: Annotated[str, Text()]
    practice_id: PracticeId
    practice_name: Annotated[str, Text()]
    invited_by: UserId
    invited_by_name: Annotated[str, Text()]
    name: Annotated[str, Text()]
    email: Annotated[str, Email()]
    mobile: Annotated[str, Text(longest=30)] | None
    may_wait: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteColleagueData(RequestShape):
    """What release 0.2.0 orders instead of `InviteToPractice`, with the address in clear."""

    invitation_id: InvitationId
    practice_id: PracticeId
    practice_name: Annotated[str, Text()]
    user_id: UserId
    invited_by: UserId
    invited_by_name: Annotated[str, Text()]
    name: Annotated[str, Text()]
    email: Annotated[str, Email()]


@dataclass(frozen=True, kw_only=True, slots=True)
class SendPasswordResetData(RequestShape):
    """What release 0.2.0 orders instead of `SendResetLink`, with the address in clear."""

    reset_id: ResetId
    user_id: UserId
    name: Annotated[str, Text()]
    email: Annotated[str, Email()]
    expires_at: datetime


INVITATION_SENT = Event("invitations", "InvitationSent", InvitationData, aggregate="invitation_id")
INVITATION_FAILED = Event("invitations", "InvitationFailed", InvitationData, aggregate="invitation_id")
INVITATION_ACCEPTED = Event(
    "invitations", "InvitationAccepted", InvitationAcceptedData, aggregate="invitation_id"
)
INVITATION_EXPIRED = Event("invitations", "InvitationExpired", InvitationData, aggregate="invitation_id")

INVITATION_DELIVERED = Event("invitations", "InvitationDelivered", InvitationData, aggregate="invitation_id")
INVITATION_RESENT = Event("invitations", "InvitationResent", InvitationData, aggregate="invitation_id")
INVITATION_REVOKED = Event("invitations", "InvitationRevoked", InvitationData, aggregate="invitation_id")

INVITATION_DEFERRED = Event(
    "invitations", "InvitationDeferred", InvitationDeferredData, aggregate="invitation_id"
)
PRACTICE_MESSAGES_CHANGED = Event(
    "invitations", "PracticeMessagesChanged", PracticeMessagesChangedData, aggregate="practice_id"
)

#: Opened, they say the same as the orders of release 0.2.0.
INVITE_TO_CLIENT = Command(
    "invitations",
    "InviteToClient",
    InviteClientUserData,
    aggregate="client_id",
    wire=InviteToClientData,
    private=ContactData,
)
INVITE_TO_PRACTICE = Command(
    "invitations",
    "InviteToPractice",
    InviteColleagueData,
    aggregate="user_id",
    wire=InviteToPracticeData,
    private=ContactData,
)
SEND_RESET_LINK = Command(
    "invitations",
    "SendResetLink",
    SendPasswordResetData,
    aggregate="user_id",
    wire=SendResetLinkData,
    private=ContactData,
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
    INVITATION_DEFERRED,
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
