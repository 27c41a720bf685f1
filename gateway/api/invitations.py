"""Invitations, as a practice looks after them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import accounts, invitations
from contracts.errors import LevelRequired, NotFound, PracticeAccountRequired, RoleRequired
from gateway.api.operations import Operation
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import Response

_TAG = "Invitations"


def of_client(request: Request, services: Services) -> Response:
    """A client's invitations, for who may see the client: accounts, which knows every client, is called."""
    accounts.get_client(services.rpc, request.arguments["client_id"])
    return Response(services.rpc.forward_raw(invitations.LIST_CLIENT_INVITATIONS, request.arguments))


_MANY = {"invitation_ids": ["inv_01JC2Z5T8V9QWERTY0ABCDEFGH", "inv_01JC2Z5T8V9QWERTY0ABCDEFGJ"]}


def _results(state: str) -> Mapping[str, Any]:
    done = {"result": "done", "state": state, "code": None, "detail": None}
    detail = "Sam Stone has accepted this invitation already. Open Users to change what they may do."
    refused = {"result": "refused", "state": None, "code": "invitation_accepted", "detail": detail}
    first, second = _MANY["invitation_ids"]
    return {"items": [{"invitation_id": first, **done}, {"invitation_id": second, **refused}]}


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/clients/{client_id}/invitations",
        name="listClientInvitations",
        summary="The invitations of one client",
        tag=_TAG,
        call=invitations.LIST_CLIENT_INVITATIONS,
        answer=of_client,
        refusals=(NotFound,),
        example_answer={
            "items": [
                {
                    "id": "inv_01JC2Z5T8V9QWERTY0ABCDEFGH",
                    "state": "sent",
                    "name": "Jo Bloggs",
                    "client_id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
                    "account_name": "Acme Widgets Ltd",
                    "email": "jo@acme.example",
                    "mobile": None,
                    "sent_at": "2026-11-02T08:00:00+00:00",
                    "expires_at": "2026-11-09T08:00:00+00:00",
                    "channels": [{"channel": "email", "state": "sent", "detail": None}],
                }
            ],
            "next_cursor": None,
        },
    ),
    Operation(
        method="POST",
        path="/v1/clients/{client_id}/invitations",
        name="inviteToClient",
        summary="Invite somebody to a client",
        tag=_TAG,
        call=accounts.INVITE_TO_CLIENT,
        status=201,
        takes="body",
        refusals=(
            LevelRequired,
            PracticeAccountRequired,
            RoleRequired,
            accounts.ExistingUser,
            accounts.ClientArchived,
        ),
        example={"name": "Jo Bloggs", "email": "jo@acme.example", "mobile": "+447700900123"},
    ),
    Operation(
        method="GET",
        path="/v1/invitations",
        name="listInvitations",
        summary="The practice's invitations",
        description="Newest first, in one state or in all. A page is short where you may not see all of it.",
        tag=_TAG,
        call=invitations.LIST_INVITATIONS,
        refusals=(PracticeAccountRequired,),
    ),
    Operation(
        method="GET",
        path="/v1/invitations/{invitation_id}",
        name="getInvitation",
        summary="One invitation",
        tag=_TAG,
        call=invitations.GET_INVITATION,
        refusals=(PracticeAccountRequired, NotFound),
    ),
    Operation(
        method="POST",
        path="/v1/invitations/{invitation_id}/resend",
        name="resendInvitation",
        summary="Send an invitation again",
        description=(
            "All earlier links are void, and seven new days begin. Name `email` or `mobile` to correct them; "
            "`mobile: null` sends by email alone."
        ),
        tag=_TAG,
        call=invitations.RESEND_INVITATION,
        takes="body",
        refusals=(
            LevelRequired,
            PracticeAccountRequired,
            invitations.InvitationAccepted,
            invitations.InvitationBeingUsed,
            invitations.InvitationNotCorrectable,
            invitations.InvitationOfPracticeBefore,
            invitations.InvitationLimit,
        ),
        example={"email": "jo.bloggs@acme.example"},
    ),
    Operation(
        method="POST",
        path="/v1/invitations/{invitation_id}/revoke",
        name="revokeInvitation",
        summary="Void an invitation's links",
        tag=_TAG,
        call=invitations.REVOKE_INVITATION,
        takes="nothing",
        refusals=(
            LevelRequired,
            PracticeAccountRequired,
            invitations.InvitationAccepted,
            invitations.InvitationBeingUsed,
        ),
    ),
    Operation(
        method="POST",
        path="/v1/invitation-resends",
        name="resendInvitations",
        summary="Send many invitations again",
        description="There is a result for each; what one is refused for stops none of the others.",
        tag=_TAG,
        call=invitations.RESEND_INVITATIONS,
        takes="body",
        refusals=(PracticeAccountRequired,),
        example=_MANY,
        example_answer=_results("pending"),
    ),
    Operation(
        method="POST",
        path="/v1/invitation-revocations",
        name="revokeInvitations",
        summary="Void the links of many invitations",
        description="There is a result for each; what one is refused for stops none of the others.",
        tag=_TAG,
        call=invitations.REVOKE_INVITATIONS,
        takes="body",
        refusals=(PracticeAccountRequired,),
        example=_MANY,
        example_answer=_results("revoked"),
    ),
)
