"""Orders as handlers get them, with their private part opened (docs/adr/0014).

With nothing sealed they say the same as the orders of release 0.2.0, and are obeyed as those.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from contracts.invitations.events import InviteClientUserData, InviteColleagueData, SendPasswordResetData


class _Contact(TypedDict):
    name: str
    email: str
    mobile: str | None


class OpenedInviteToClient(_Contact):
    """`InviteToClient`, opened."""

    invitation_id: str
    client_id: str
    client_name: str
    practice_id: str
    practice_name: str
    invited_by: str
    invited_by_name: str


class OpenedInviteToPractice(_Contact):
    """`InviteToPractice`, opened."""

    invitation_id: str
    practice_id: str
    practice_name: str
    user_id: str
    invited_by: str
    invited_by_name: str


class OpenedSendResetLink(_Contact):
    """`SendResetLink`, opened."""

    reset_id: str
    user_id: str
    expires_at: datetime


def to_client(opened: OpenedInviteToClient) -> InviteClientUserData:
    """The order to invite a client's user."""
    return InviteClientUserData(**opened)


def to_practice(opened: OpenedInviteToPractice) -> InviteColleagueData:
    """The order to invite a colleague, by email alone."""
    return InviteColleagueData(
        invitation_id=opened["invitation_id"],
        practice_id=opened["practice_id"],
        practice_name=opened["practice_name"],
        user_id=opened["user_id"],
        invited_by=opened["invited_by"],
        invited_by_name=opened["invited_by_name"],
        name=opened["name"],
        email=opened["email"],
    )


def reset_link(opened: OpenedSendResetLink) -> SendPasswordResetData:
    """The order to send a link for a new password, or to confirm an address."""
    return SendPasswordResetData(
        reset_id=opened["reset_id"],
        user_id=opened["user_id"],
        name=opened["name"],
        email=opened["email"],
        expires_at=opened["expires_at"],
    )
