"""What the invited person does with an invitation."""

from __future__ import annotations

import orjson

from contracts import access, invitations
from contracts.errors import NotFound
from gateway.api.operations import Operation
from gateway.calls import invitation_acceptance
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import Response

_TAG = "Invitations"
_TOKEN = "K7Q2-M4TX-9WZP-3HBN-V6RD-8YCF"  # noqa: S105  an example


def accept(request: Request, services: Services) -> Response:
    """See `invitation_acceptance`."""
    return Response(orjson.dumps(invitation_acceptance.accept(request, services)), 201)


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/invitation-lookups",
        name="lookUpInvitation",
        summary="What an invitation is for",
        description="Changes nothing. The token is the code in the message, also found in its link.",
        tag=_TAG,
        call=invitations.LOOK_UP_INVITATION,
        takes="body",
        signed_in="no",
        limit="invitation",
        refusals=(invitations.InvitationUnusable,),
        example={"token": _TOKEN},
        example_answer={
            "account_name": "Acme Widgets Ltd",
            "practice_name": "Birch & Co",
            "invited_name": "Jo Bloggs",
            "existing_user": False,
        },
    ),
    Operation(
        method="POST",
        path="/v1/invitation-acceptances",
        name="acceptInvitation",
        summary="Accept an invitation",
        description=(
            "A new user chooses a password. Who is a user already signs in first and sends the token alone: "
            "their session then acts for the account they were invited to."
        ),
        tag=_TAG,
        call=invitations.REDEEM_INVITATION,
        answer=accept,
        answers=access.SignedIn,
        status=201,
        takes="body",
        signed_in="optional",
        limit="invitation",
        refusals=(invitations.InvitationUnusable, access.InvalidCredentials, NotFound),
        example={"token": _TOKEN, "password": "correct horse battery staple"},
    ),
)
