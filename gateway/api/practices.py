"""Practices: registering one, and the caller's own."""

from __future__ import annotations

from contracts import access, accounts
from contracts.errors import PracticeAccountRequired, RoleRequired, TooManyRequests
from gateway.api.operations import Operation

_TAG = "Practice"

_PRACTICE = {
    "id": "prac_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "name": "Birch & Co",
    "plan": "advanced",
    "hidden_clients": "exact",
    "document_senders": "anyone",
    "document_receipts": "off",
    "defaults": {"base_currency": "GBP", "country": "GB", "solutions": ["bookkeeping"]},
    "version": 1,
}
_LINK = {"handle": "birch-and-co", "enabled": True, "path": "/p/birch-and-co", "version": 2}

OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/practices",
        name="registerPractice",
        summary="Register a practice",
        description=(
            "Makes the practice and its owner, who becomes its first practice admin. The answer is the same "
            "for every address. Unless the password is that of an existing user, who owns the practice then, "
            "a mail with a link goes to the address; invitations wait until it is confirmed."
        ),
        tag=_TAG,
        call=accounts.REGISTER_PRACTICE,
        status=201,
        takes="body",
        signed_in="no",
        limit="registration",
        example={
            "name": "Birch & Co",
            "country": "GB",
            "base_currency": "GBP",
            "plan": "advanced",
            "owner": {
                "name": "Ada Birch",
                "email": "ada@birch.example",
                "password": "correct horse battery staple",
            },
        },
        example_answer={
            "practice": _PRACTICE,
            "user": {
                "id": "user_01JC2Z5T8V9QWERTY0ABCDEFGH",
                "name": "Ada Birch",
                "email": "ada@birch.example",
            },
        },
    ),
    Operation(
        method="GET",
        path="/v1/practice",
        name="getPractice",
        summary="Your practice",
        tag=_TAG,
        call=accounts.GET_PRACTICE,
        versioned=True,
        refusals=(PracticeAccountRequired,),
        example_answer=_PRACTICE,
    ),
    Operation(
        method="PATCH",
        path="/v1/practice",
        name="changePractice",
        summary="Change your practice",
        description="Only what is sent is changed. The defaults count for clients added from then on.",
        tag=_TAG,
        call=accounts.CHANGE_PRACTICE,
        takes="body",
        versioned=True,
        refusals=(PracticeAccountRequired, RoleRequired),
        example={"defaults": {"base_currency": "EUR"}},
        example_answer={
            **_PRACTICE,
            "defaults": {"base_currency": "EUR", "country": "GB", "solutions": ["bookkeeping"]},
            "version": 2,
        },
    ),
    Operation(
        method="GET",
        path="/v1/practice/link",
        name="getPracticeLink",
        summary="The link by which people ask your practice to take them on",
        description="`path` is where it is on this site, and null while it is switched off.",
        tag=_TAG,
        call=accounts.GET_PRACTICE_LINK,
        versioned=True,
        refusals=(PracticeAccountRequired,),
        example_answer=_LINK,
    ),
    Operation(
        method="PATCH",
        path="/v1/practice/link",
        name="changePracticeLink",
        summary="Switch the link on or off, or choose its ending",
        description=(
            "Only what is sent is changed. It is off until an admin switches it on, which needs an ending "
            "(`handle`), unique among all practices. One that is given up leads nowhere, and is no other "
            "practice's for twelve months."
        ),
        tag=_TAG,
        call=accounts.CHANGE_PRACTICE_LINK,
        takes="body",
        versioned=True,
        refusals=(
            PracticeAccountRequired,
            RoleRequired,
            accounts.HandleTaken,
            access.EmailNotConfirmed,
            TooManyRequests,
        ),
        example={"handle": "birch-and-co", "enabled": True},
        example_answer=_LINK,
    ),
)
