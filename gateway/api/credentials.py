"""A user's own ways in: the password, an authenticator app, API tokens."""

from __future__ import annotations

from contracts import access
from contracts.errors import InvalidInput, NotFound, TooManyRequests
from gateway.api.operations import Operation
from gateway.calls import read_your_writes
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import Response, no_content

_TAG = "Credentials"
_PERSON = (access.SessionRequired,)

_TOKEN = {
    "id": "token_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "name": "Month-end export",
    "scopes": ["read"],
    "account_id": "prac_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "created_at": "2026-11-02T08:00:00Z",
    "last_used_at": None,
    "expires_at": "2027-01-31T08:00:00Z",
}
_CODES = {"recovery_codes": ["MFRG-GZDF-MZTW-Q2LK", "NBSW-Y3DP-EBXW-O4TB"]}
_PASSWORD = {"password": "correct horse battery staple"}


def request_reset(request: Request, services: Services) -> Response:
    """Access limits by address, so it gets the caller's and not a proxy's."""
    services.rpc.forward(access.REQUEST_PASSWORD_RESET, {**request.arguments, "address": request.address})
    return Response(b"", 202)


def complete_reset(request: Request, services: Services) -> Response:
    """Whoever was signed in with the old password is out when this is answered."""
    done = services.rpc.forward(access.COMPLETE_PASSWORD_RESET, request.arguments)
    read_your_writes.wait(request, services, done["message_ids"])
    return no_content()


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/password-changes",
        name="changePassword",
        summary="Change your password",
        description="Your other sessions end; API tokens go on.",
        tag=_TAG,
        call=access.CHANGE_PASSWORD,
        status=204,
        takes="body",
        reads_its_writes=True,
        refusals=_PERSON,
        example={"current_password": "correct horse battery staple", "password": "four other words here"},
    ),
    Operation(
        method="POST",
        path="/v1/password-resets",
        name="requestPasswordReset",
        summary="Get a link for a new password by mail",
        description="Answered alike whether or not anybody has the address. The link lasts an hour.",
        tag=_TAG,
        call=access.REQUEST_PASSWORD_RESET,
        answer=request_reset,
        status=202,
        takes="body",
        signed_in="no",
        limit="sign_in",
        example={"email": "ada@birch.example"},
    ),
    Operation(
        method="POST",
        path="/v1/password-reset-completions",
        name="completePasswordReset",
        summary="Choose a new password by the link from the mail",
        description="Every session and API token of yours ends. An authenticator app stays in use.",
        tag=_TAG,
        call=access.COMPLETE_PASSWORD_RESET,
        answer=complete_reset,
        status=204,
        takes="body",
        signed_in="no",
        limit="sign_in",
        refusals=(access.ResetUnusable,),
        example={"token": "9Zb0…", "password": "four other words here"},
    ),
    Operation(
        method="POST",
        path="/v1/email-confirmations",
        name="confirmEmail",
        summary="Confirm your email address by the code from the mail",
        description=(
            "For who registered and is signed in. Until then invitations wait, and there is no authenticator "
            "app. `signed_out` where the address had a login before: what was registered belongs to it now."
        ),
        tag=_TAG,
        call=access.CONFIRM_EMAIL,
        takes="body",
        reads_its_writes=True,
        refusals=(*_PERSON, access.ConfirmationUnusable),
        example={"token": "9Zb0…"},
        example_answer={"signed_out": False},
    ),
    Operation(
        method="POST",
        path="/v1/email-confirmation-mails",
        name="sendEmailConfirmation",
        summary="Get another mail to confirm your email address",
        tag=_TAG,
        call=access.SEND_CONFIRMATION,
        status=204,
        takes="nothing",
        refusals=(*_PERSON, TooManyRequests),
    ),
    Operation(
        method="GET",
        path="/v1/totp",
        name="getTotp",
        summary="Do you use an authenticator app?",
        tag=_TAG,
        call=access.GET_TOTP,
        refusals=_PERSON,
        example_answer={"enabled": True, "recovery_codes_left": 10},
    ),
    Operation(
        method="POST",
        path="/v1/totp",
        name="beginTotp",
        summary="Set up an authenticator app",
        description="It counts from the moment that a code of it is confirmed.",
        tag=_TAG,
        call=access.BEGIN_TOTP,
        status=201,
        takes="body",
        refusals=(*_PERSON, access.TotpEnabled, access.EmailNotConfirmed),
        example=_PASSWORD,
        example_answer={
            "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            "otpauth_uri": "otpauth://totp/Clientele:ada%40birch.example?secret=JBSWY3DP…&issuer=Clientele",
            "qr_svg": "<svg …></svg>",
        },
    ),
    Operation(
        method="POST",
        path="/v1/totp/confirm",
        name="confirmTotp",
        summary="Turn the authenticator app on",
        description="Gives recovery codes, each of which lets you in once without the app.",
        tag=_TAG,
        call=access.CONFIRM_TOTP,
        takes="body",
        refusals=(*_PERSON, InvalidInput, access.TotpEnabled, access.TotpNotEnabled),
        example={"code": "123456"},
        example_answer=_CODES,
    ),
    Operation(
        method="POST",
        path="/v1/totp/recovery-codes",
        name="renewRecoveryCodes",
        summary="Get new recovery codes",
        tag=_TAG,
        call=access.RENEW_RECOVERY_CODES,
        takes="body",
        refusals=(*_PERSON, access.TotpNotEnabled),
        example=_PASSWORD,
        example_answer=_CODES,
    ),
    Operation(
        method="POST",
        path="/v1/totp/disable",
        name="disableTotp",
        summary="Sign in by password alone again",
        tag=_TAG,
        call=access.DISABLE_TOTP,
        status=204,
        takes="body",
        refusals=(*_PERSON, access.TotpNotEnabled),
        example=_PASSWORD,
    ),
    Operation(
        method="GET",
        path="/v1/api-tokens",
        name="listApiTokens",
        summary="Your API tokens for this account",
        tag=_TAG,
        call=access.LIST_API_TOKENS,
        refusals=_PERSON,
        example_answer={"items": [_TOKEN], "next_cursor": None},
    ),
    Operation(
        method="POST",
        path="/v1/api-tokens",
        name="createApiToken",
        summary="Make an API token",
        description=(
            "Shown this once; used as `Authorization: Bearer …`. It may what you may, in the account you act "
            "for now, or only read of it. It ends with your access, and never touches credentials."
        ),
        tag=_TAG,
        call=access.CREATE_API_TOKEN,
        status=201,
        takes="body",
        refusals=_PERSON,
        example={"name": "Month-end export", "scopes": ["read"], "expires_in_days": 90},
        example_answer={**_TOKEN, "token": "clientele_9Zb0…"},
    ),
    Operation(
        method="DELETE",
        path="/v1/api-tokens/{token_id}",
        name="endApiToken",
        summary="Revoke an API token",
        tag=_TAG,
        call=access.END_API_TOKEN,
        status=204,
        takes="nothing",
        reads_its_writes=True,
        refusals=(*_PERSON, NotFound),
    ),
)
