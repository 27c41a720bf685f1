"""Invitations: a client's, and what the invited person does with theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson

from contracts import access, accounts, invitations
from contracts.errors import NotFound, PracticeAccountRequired, RoleRequired
from gateway import bodies, problems
from gateway.api.sessions import wait_for_change
from gateway.idempotency import further_write
from gateway.operations import Operation, Services
from gateway.requests import Request
from gateway.responses import Response, no_content

_TAG = "Invitations"
#: A report has about twenty fields of some dozen bytes; what is larger is none, and is not parsed.
_LARGEST_REPORT = 16 * 1024
_MOST_FIELDS_OF_REPORT = 100
#: Base64 of an HMAC-SHA1.
_TWILIO_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{27}=")

_TOKEN = "K7Q2-M4TX-9WZP-3HBN-V6RD-8YCF"  # noqa: S105  an example


def of_client(request: Request, services: Services) -> Response:
    """A client's invitations, for who may see the client: accounts, which knows every client, is asked."""
    accounts.get_client(services.rpc, request.arguments["client_id"])
    return Response(services.rpc.forward_raw(invitations.LIST_CLIENT_INVITATIONS, request.arguments))


def accept(request: Request, services: Services) -> Response:
    """See `accept_invitation`."""
    return Response(orjson.dumps(accept_invitation(request, services)), 201)


def accept_invitation(request: Request, services: Services) -> Mapping[str, Any]:
    """Use an invitation up; then sign in whose password came with it, or let the session act for the account.

    A session by cookie is answered without its token, which scripts are not to see.
    """
    redeemed = services.rpc.forward(invitations.REDEEM_INVITATION, request.arguments)
    with further_write(request, "session"):
        # Somebody else may be signed in here: a colleague who tries the link, an integrator for its users.
        if request.identity is None or request.arguments.get("password") is not None:
            return services.rpc.forward(
                access.SIGN_IN,
                {
                    "email": redeemed["email"],
                    "password": request.arguments.get("password"),
                    "account_id": redeemed["account_id"],
                    "address": request.address,
                },
            )
        switched = access.switch_account(services.rpc, account_id=redeemed["account_id"])
        wait_for_change(request, services, switched["message_ids"])
    session = {name: each for name, each in switched.items() if name != "message_ids"}
    credential = request.identity.credential
    return {"token": credential.token, **session} if credential.by == "bearer" else session


def note_text_status(request: Request, services: Services) -> Response:
    """Pass Twilio's report on with its signature, which the invitations service checks."""
    signature = request.header("X_TWILIO_SIGNATURE")
    if signature is None or not _TWILIO_SIGNATURE.fullmatch(signature):
        raise invitations.SignatureInvalid()
    body = bodies.read_bytes(request.environ, "application/x-www-form-urlencoded", largest=_LARGEST_REPORT)
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS_OF_REPORT
        )
    except ValueError:
        raise problems.PayloadTooLarge(limit=_LARGEST_REPORT) from None
    form = dict(pairs)
    arguments = {**request.arguments, "signature": signature, "form": form}
    services.rpc.forward(invitations.NOTE_TEXT_STATUS, arguments)
    return no_content()


def note_bounce(request: Request, services: Services) -> Response:
    """Pass a report of mail that came back on with its signature, which the invitations service checks."""
    signature = request.header("CLIENTELE_SIGNATURE")
    if signature is None:
        raise invitations.SignatureInvalid()
    services.rpc.forward(invitations.NOTE_BOUNCE, {**request.arguments, "signature": signature})
    return no_content()


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
        refusals=(PracticeAccountRequired, RoleRequired, accounts.ExistingUser, accounts.ClientArchived),
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
        refusals=(PracticeAccountRequired, invitations.InvitationAccepted, invitations.InvitationBeingUsed),
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
    Operation(
        method="POST",
        path="/v1/webhooks/twilio/status",
        name="noteTextStatus",
        summary="What became of a text",
        description="For Twilio, whose `X-Twilio-Signature` over our public address is checked.",
        tag=_TAG,
        call=invitations.NOTE_TEXT_STATUS,
        answer=note_text_status,
        status=204,
        signed_in="no",
        limit="webhook",
        refusals=(
            invitations.SignatureInvalid,
            problems.MalformedJson,
            problems.PayloadTooLarge,
            problems.UnsupportedMediaType,
        ),
    ),
    Operation(
        method="POST",
        path="/v1/webhooks/mail/bounces",
        name="noteBounce",
        summary="That a mail came back",
        description=(
            "For whoever takes in bounces: an adapter of a mail service's webhook, or a script over the "
            "mailbox of the sender's address. `message_id` is the Message-ID of the mail that came back, "
            "`status` the Status of its report (RFC 3464). `Clientele-Signature: t=TIME,v1=HMAC`, where TIME "
            "is unix time in seconds, at most five minutes off, and HMAC the hex HMAC-SHA256 of `TIME`, "
            "`message_id` and `status` as three lines joined by a line feed, with the key in "
            "CLIENTELE_BOUNCES_KEY. A report may be told again. A status that does not begin with 5, and a "
            "mail that is no standing invitation, change nothing."
        ),
        tag=_TAG,
        call=invitations.NOTE_BOUNCE,
        answer=note_bounce,
        status=204,
        takes="body",
        signed_in="no",
        limit="webhook",
        refusals=(invitations.SignatureInvalid,),
        example={
            "message_id": "<inv_01JC2Z5T8V9QWERTY0ABCDEFGH.email.1@clientele.invalid>",
            "status": "5.1.1",
        },
    ),
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
