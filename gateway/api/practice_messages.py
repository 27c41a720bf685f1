"""How a practice's messages to clients and colleagues look: from whom, in which words, with which logo."""

from __future__ import annotations

import base64
from hashlib import sha256

import orjson

from contracts import invitations
from contracts.errors import InvalidInput, PracticeAccountRequired, RoleRequired
from contracts.messages import NoArguments
from gateway.api.operations import Operation
from gateway.calls.services import Services
from gateway.http import bodies, problems
from gateway.http.idempotency_keys import begin_write
from gateway.http.requests import Request
from gateway.http.responses import JSON, Response

_TAG = "Practice"
_OPENING = "{inviter} at {practice} has set up an account for {account} and invites you to use it."
_OURS = {"subject": "{practice} invites you to {account}", "opening": _OPENING, "changed": False}
_MINE = {"subject": "Welcome to {practice}", "opening": _OPENING}
_LOGO = {"path": "/branding/9f86d081884c7d659a2feaa0c55ad015.png", "width": 180, "height": 60}
_BRANDING = {"colour": "#1b5e5a", "logo": _LOGO, "version": 3}
_MESSAGES = {
    "sender_name": "Birch & Co Accountants",
    "reply_to": "office@birch.example",
    "from_address": None,
    "sender_address": "no-reply@clientele.example",
    "from_domains": [],
    "wording": {"client_invitation": {**_MINE, "changed": True}, "client_reminder": _OURS},
    "placeholders": ["practice", "account", "inviter", "name"],
    "colour": "#1b5e5a",
    "logo": _LOGO,
    "version": 2,
}


def receive_logo(request: Request, services: Services) -> Response:
    """The picture is the body."""
    kind = request.environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if kind not in invitations.LOGO_MEDIA:
        raise problems.UnsupportedMediaType(wanted=" or ".join(invitations.LOGO_MEDIA))
    picture = bodies.read_raw(request.environ, invitations.LARGEST_LOGO)
    if not picture:
        raise InvalidInput.at("", "required", "Send the picture as the body.")
    begin_write(request, {"digest": sha256(picture).hexdigest()})
    kept = invitations.put_logo(services.rpc, data=base64.b64encode(picture).decode())
    return Response(orjson.dumps(kept), 200, [JSON])


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/practice/messages",
        name="getPracticeMessages",
        summary="How your practice's messages look",
        description="For practice admins. `wording` has each kind of message, in your words or in ours.",
        tag=_TAG,
        call=invitations.GET_PRACTICE_MESSAGES,
        versioned=True,
        refusals=(PracticeAccountRequired, RoleRequired),
        example_answer=_MESSAGES,
    ),
    Operation(
        method="PATCH",
        path="/v1/practice/messages",
        name="changePracticeMessages",
        summary="Change how your practice's messages look",
        description=(
            "Only what is sent is changed; null is our own again. Words may have the placeholders "
            "`{practice}`, `{account}`, `{inviter}` and `{name}`. The link, the code and the end are in each "
            "message whatever its words are. A `from_address` needs a domain that this server may send from "
            "(`from_domains`). The `colour` is on mails and on the pages that clients see, darkened or "
            "lightened where text in it could not be read."
        ),
        tag=_TAG,
        call=invitations.CHANGE_PRACTICE_MESSAGES,
        takes="body",
        versioned=True,
        refusals=(PracticeAccountRequired, RoleRequired),
        example={
            "sender_name": "Birch & Co Accountants",
            "reply_to": "office@birch.example",
            "colour": "#1b5e5a",
            "wording": {"client_invitation": _MINE},
        },
        example_answer=_MESSAGES,
    ),
    Operation(
        method="PUT",
        path="/v1/practice/logo",
        name="putPracticeLogo",
        summary="Have a picture as your practice's logo",
        description=(
            "The body is a PNG, JPEG or WebP of at most 512 KiB. It is drawn anew as a PNG and shown in at "
            "most 240 by 80 pixels; whatever else was in the file is left out. `path` is where it is on this "
            "site, for anybody; another picture has another."
        ),
        tag=_TAG,
        call=invitations.PUT_LOGO,
        documented=NoArguments,
        uploads=invitations.LOGO_MEDIA,
        answer=receive_logo,
        refusals=(
            PracticeAccountRequired,
            RoleRequired,
            problems.PayloadTooLarge,
            problems.UnsupportedMediaType,
        ),
        example_answer=_BRANDING,
    ),
    Operation(
        method="DELETE",
        path="/v1/practice/logo",
        name="removePracticeLogo",
        summary="Have no logo",
        tag=_TAG,
        call=invitations.REMOVE_LOGO,
        takes="nothing",
        refusals=(PracticeAccountRequired, RoleRequired),
        example_answer={**_BRANDING, "logo": None},
    ),
    Operation(
        method="POST",
        path="/v1/practice/message-previews",
        name="previewMessage",
        summary="A message as it would look",
        description="In the words you send, or else in those that are saved. Nothing is sent or saved.",
        tag=_TAG,
        call=invitations.PREVIEW_MESSAGE,
        takes="body",
        refusals=(PracticeAccountRequired, RoleRequired),
        example={"kind": "client_text", "opening": "{practice}: your account for {account} is ready"},
        example_answer={
            "kind": "client_text",
            "sender": None,
            "reply_to": None,
            "subject": None,
            "text": "Birch & Co: your account for Acme Widgets Ltd is ready: "
            "https://app.birch.example/invitation#Xx3yK7Q2mM4TXp9WZPa3HB Valid for 7 days.",
            "html": None,
            "segments": 1,
        },
    ),
    Operation(
        method="GET",
        path="/v1/invitation-text-preview",
        name="previewText",
        summary="The text that would invite somebody, and in how many parts it goes",
        description="Names in letters that a plain text cannot carry make it longer: it goes in more parts.",
        tag=_TAG,
        call=invitations.PREVIEW_TEXT,
        refusals=(PracticeAccountRequired,),
        example={"account_name": "Acme Widgets Ltd"},
        example_answer={
            "text": "Birch & Co invites you to Acme Widgets Ltd: "
            "https://app.birch.example/invitation#Xx3yK7Q2mM4TXp9WZPa3HB Valid for 7 days.",
            "encoding": "gsm_7",
            "segments": 1,
        },
    ),
    Operation(
        method="POST",
        path="/v1/practice/message-tests",
        name="sendTestMessage",
        summary="Send yourself a message as a test",
        description="As it is saved, for made-up people, to the address you sign in with.",
        tag=_TAG,
        call=invitations.SEND_TEST_MESSAGE,
        takes="body",
        status=204,
        refusals=(
            PracticeAccountRequired,
            RoleRequired,
            invitations.InvitationLimit,
            invitations.TestNotSent,
        ),
        example={"kind": "client_invitation"},
    ),
)
