"""Invitations by email and text: the calls of the invitations context, as typed functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.errors import Refusal
from contracts.invitations import schemas
from contracts.messages import Call, NoArguments, Rpc

NAME = "invitations"

LIST_CLIENT_INVITATIONS = Call(
    NAME, "list_client_invitations", schemas.ListClientInvitations, schemas.InvitationPage, "read"
)
LIST_INVITATIONS = Call(NAME, "list_invitations", schemas.ListInvitations, schemas.InvitationPage, "read")
GET_INVITATION = Call(NAME, "get_invitation", schemas.GetInvitation, schemas.ListedInvitation, "read")
RESEND_INVITATION = Call(NAME, "resend_invitation", schemas.ResendInvitation, schemas.Invitation, "write")
REVOKE_INVITATION = Call(NAME, "revoke_invitation", schemas.RevokeInvitation, schemas.Invitation, "write")
RESEND_INVITATIONS = Call(
    NAME, "resend_invitations", schemas.ManyInvitations, schemas.InvitationResults, "write"
)
REVOKE_INVITATIONS = Call(
    NAME, "revoke_invitations", schemas.ManyInvitations, schemas.InvitationResults, "write"
)
NOTE_TEXT_STATUS = Call(NAME, "note_text_status", schemas.NoteTextStatus, None, "write", public=True)
NOTE_BOUNCE = Call(NAME, "note_bounce", schemas.NoteBounce, None, "write", public=True)
LOOK_UP_INVITATION = Call(
    NAME, "look_up_invitation", schemas.LookUpInvitation, schemas.InvitationFound, "read", public=True
)
REDEEM_INVITATION = Call(
    NAME, "redeem_invitation", schemas.RedeemInvitation, schemas.Redeemed, "write", public=True
)

GET_PRACTICE_MESSAGES = Call(NAME, "get_practice_messages", NoArguments, schemas.PracticeMessages, "read")
CHANGE_PRACTICE_MESSAGES = Call(
    NAME, "change_practice_messages", schemas.ChangePracticeMessages, schemas.PracticeMessages, "write"
)
PREVIEW_MESSAGE = Call(NAME, "preview_message", schemas.PreviewMessage, schemas.MessagePreview, "read")
PREVIEW_TEXT = Call(NAME, "preview_text", schemas.PreviewText, schemas.TextPreview, "read")
SEND_TEST_MESSAGE = Call(NAME, "send_test_message", schemas.SendTestMessage, None, "write")

CALLS = (
    GET_INVITATION,
    GET_PRACTICE_MESSAGES,
    CHANGE_PRACTICE_MESSAGES,
    PREVIEW_MESSAGE,
    PREVIEW_TEXT,
    SEND_TEST_MESSAGE,
    LIST_CLIENT_INVITATIONS,
    LIST_INVITATIONS,
    RESEND_INVITATION,
    REVOKE_INVITATION,
    RESEND_INVITATIONS,
    REVOKE_INVITATIONS,
    NOTE_TEXT_STATUS,
    NOTE_BOUNCE,
    LOOK_UP_INVITATION,
    REDEEM_INVITATION,
)


class InvitationUnusable(Refusal):
    """One answer for an unknown, used, voided and expired link (product.md 5.2)."""

    code = "invitation_unusable"
    status = 410
    title = "This invitation can no longer be used"
    template = (
        "This invitation can no longer be used. Ask the practice that invited you to send it again; "
        "if you have already accepted, sign in."
    )


class InvitationAccepted(Refusal):
    code = "invitation_accepted"
    status = 409
    title = "This invitation was accepted already"
    template = "{name} has accepted this invitation already. Open Users to change what they may do."


class InvitationBeingUsed(Refusal):
    code = "invitation_being_used"
    status = 409
    title = "This invitation is being accepted at this moment"
    template = "{name} is accepting this invitation at this moment. Look again in a few seconds."
    retry_after = 5


class InvitationNotCorrectable(Refusal):
    """product.md 5.7"""

    code = "invitation_not_correctable"
    status = 409
    title = "A colleague's invitation goes to their login email"
    template = "{name} was invited as a colleague, to their login email. Invite the other address instead."


class InvitationOfPracticeBefore(Refusal):
    """product.md 7.1"""

    code = "invitation_of_practice_before"
    status = 409
    title = "The practice before sent this invitation"
    template = (
        "{name} was invited by the practice that had this client before. Send an invitation of your own."
    )


class SignatureInvalid(Refusal):
    code = "signature_invalid"
    status = 403
    title = "The signature does not fit"
    template = "This report was not signed with the key that we share with who reports to us."


class InvitationLimit(Refusal):
    """product.md 5.8"""

    code = "invitation_limit"
    status = 429
    title = "Too many invitations within a day"
    template = (
        "At most {limit} invitation messages go out for {whose} within 24 hours. Send the next one tomorrow, "
        "or check with the person that they look at the right address."
    )


class TestNotSent(Refusal):
    """The mail server's answer to a test is told at once."""

    __test__ = False  # nothing for pytest to collect
    code = "test_not_sent"
    status = 409
    title = "The test message was not sent"
    template = "The test message was not sent. {reason} Nothing was saved or changed by this."


def get_practice_messages(rpc: Rpc) -> dict[str, Any]:
    """How the practice's messages look. Raises `PracticeAccountRequired`, `RoleRequired`."""
    return rpc.call(GET_PRACTICE_MESSAGES, {})  # type: ignore[no-any-return]


def change_practice_messages(rpc: Rpc, **change: Any) -> dict[str, Any]:
    """Raises `RoleRequired`, `StaleVersion`, `InvalidInput` where a word or an address cannot be had."""
    return rpc.call(CHANGE_PRACTICE_MESSAGES, change)  # type: ignore[no-any-return]


def preview_message(rpc: Rpc, **words: Any) -> dict[str, Any]:
    """What a made-up person would get, in these or the saved words. Raises `RoleRequired`, `InvalidInput`."""
    return rpc.call(PREVIEW_MESSAGE, words)  # type: ignore[no-any-return]


def preview_text(rpc: Rpc, *, account_name: str, name: str = "") -> dict[str, Any]:
    """The text that would invite somebody to a client of this name. Raises `PracticeAccountRequired`."""
    return rpc.call(PREVIEW_TEXT, {"account_name": account_name, "name": name})  # type: ignore[no-any-return]


def send_test_message(rpc: Rpc, *, kind: str) -> None:
    """Send a mail, as it is saved, to the caller. Raises `RoleRequired`, `InvitationLimit`, `TestNotSent`."""
    rpc.call(SEND_TEST_MESSAGE, {"kind": kind})


def get_invitation(rpc: Rpc, invitation_id: str) -> dict[str, Any]:
    """One invitation. Raises `NotFound`, `PracticeAccountRequired`."""
    return rpc.call(GET_INVITATION, {"invitation_id": invitation_id})  # type: ignore[no-any-return]


def list_invitations(rpc: Rpc, **query: Any) -> dict[str, Any]:
    """A page of the practice's invitations that the caller may see. Raises `PracticeAccountRequired`."""
    return rpc.call(LIST_INVITATIONS, query)  # type: ignore[no-any-return]


def resend_invitation(rpc: Rpc, invitation_id: str, **correction: str | None) -> dict[str, Any]:
    """New links, to a corrected `email` or `mobile` where given; all earlier ones are void (product.md 5.3).

    Raises `NotFound`, `InvitationAccepted`, `InvitationBeingUsed`, `InvitationLimit`, `InvalidInput`.
    """
    return rpc.call(RESEND_INVITATION, {"invitation_id": invitation_id, **correction})  # type: ignore[no-any-return]


def revoke_invitation(rpc: Rpc, invitation_id: str) -> dict[str, Any]:
    """Void every link (product.md 5.3). Raises `NotFound`, `InvitationAccepted`, `InvitationBeingUsed`."""
    return rpc.call(REVOKE_INVITATION, {"invitation_id": invitation_id})  # type: ignore[no-any-return]


def resend_invitations(rpc: Rpc, invitation_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Resend each of at most 50, with a result for each: done, or refused for a reason of its own."""
    return rpc.call(RESEND_INVITATIONS, {"invitation_ids": [*invitation_ids]})["items"]  # type: ignore[no-any-return]


def revoke_invitations(rpc: Rpc, invitation_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Revoke each of at most 50, with a result for each, as `resend_invitations`."""
    return rpc.call(REVOKE_INVITATIONS, {"invitation_ids": [*invitation_ids]})["items"]  # type: ignore[no-any-return]


def list_client_invitations(rpc: Rpc, *, client_id: str) -> dict[str, Any]:
    """The invitations of one client, newest first. Raises `NotFound`."""
    return rpc.call(LIST_CLIENT_INVITATIONS, {"client_id": client_id})  # type: ignore[no-any-return]


def look_up_invitation(rpc: Rpc, *, token: str) -> dict[str, Any]:
    """What an invitation is for; changes nothing (product.md 5.4). Raises `InvitationUnusable`."""
    return rpc.call(LOOK_UP_INVITATION, {"token": token})  # type: ignore[no-any-return]


def redeem_invitation(rpc: Rpc, **redemption: Any) -> dict[str, Any]:
    """Use an invitation up (product.md 5.6). Raises `InvitationUnusable`, `InvalidInput`."""
    return rpc.call(REDEEM_INVITATION, redemption)  # type: ignore[no-any-return]
