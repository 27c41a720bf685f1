"""What became of messages that were sent, as those who carry them report it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from contracts import invitations
from gateway.api.operations import Operation
from gateway.calls.services import Services
from gateway.http import bodies, problems
from gateway.http.requests import Request
from gateway.http.responses import Response, no_content

_TAG = "Invitations"
#: A report has about twenty fields of some dozen bytes; what is larger is none, and is not parsed.
_LARGEST_REPORT = 16 * 1024
_MOST_FIELDS_OF_REPORT = 100
#: Base64 of an HMAC-SHA1.
_TWILIO_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{27}=")


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


OPERATIONS = (
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
            "CLIENTELE_BOUNCES_KEY. A report may be sent again. A status that does not begin with 5, and a "
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
)
