"""How a practice's messages to clients and colleagues look: from whom, in which words."""

from __future__ import annotations

from contracts import invitations
from contracts.errors import PracticeAccountRequired, RoleRequired
from gateway.api.operations import Operation

_TAG = "Practice"
_OPENING = "{inviter} at {practice} has set up an account for {account} and invites you to use it."
_OURS = {"subject": "{practice} invites you to {account}", "opening": _OPENING, "changed": False}
_MINE = {"subject": "Welcome to {practice}", "opening": _OPENING}
_MESSAGES = {
    "sender_name": "Birch & Co Accountants",
    "reply_to": "office@birch.example",
    "from_address": None,
    "sender_address": "no-reply@clientele.example",
    "from_domains": [],
    "wording": {"client_invitation": {**_MINE, "changed": True}, "client_reminder": _OURS},
    "placeholders": ["practice", "account", "inviter", "name"],
    "version": 2,
}

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
            "(`from_domains`)."
        ),
        tag=_TAG,
        call=invitations.CHANGE_PRACTICE_MESSAGES,
        takes="body",
        versioned=True,
        refusals=(PracticeAccountRequired, RoleRequired),
        example={
            "sender_name": "Birch & Co Accountants",
            "reply_to": "office@birch.example",
            "wording": {"client_invitation": _MINE},
        },
        example_answer=_MESSAGES,
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
