"""Refusals as a page says them: the interface's words are for programs, and reach no page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contracts.errors import FieldError, Refusal

#: Where a refusal's own sentence names what a program sends.
_SENTENCES = {
    "already_has_access": "You may do this with the client already. Choose more if you need more.",
    "existing_user": "{email} already belongs to a user. Below is what you can do.",
    "events_expired": "What happened more than 30 days ago is no longer kept.",
    "idempotency_key_in_use": "What you sent before is still being worked on. Load the page again soon.",
    "idempotency_key_reused": "This form was sent before with other entries. Load the page again.",
    "level_required": (
        "This is for whoever may {level} this client; you may {held} it. Ask a practice admin or client "
        "admin to give you more, or to do it for you."
    ),
    "malformed_json": "What was sent cannot be read. Load the page again and repeat it.",
    "manages_clients": "They manage clients ({count}). Choose who is to manage them, or nobody.",
    "plan_required": "This is part of the {plan} plan. A practice admin can change the plan under Settings.",
    "unsupported_grant_type": "This is an address for programs, which ask for their tokens here.",
}
_TITLES = {
    "idempotency_key_in_use": "One moment, please",
    "idempotency_key_reused": "This was sent before",
    "malformed_json": "This could not be read",
}
#: The field that a refusal is about, where it names none itself.
_FIELDS = {
    "practice_code_taken": "practice_code",
    "company_number_taken": "company_number",
    "extract_email_taken": "extract_email",
}
#: What people call what is named by a word of the interface.
_NAMES = {
    "practice_admin": "practice admin",
    "client_admin": "client admin",
    "business_admin": "business admin",
    "user_admin": "user admin",
    "advanced": "Advanced",
    "essentials": "Essentials",
    "work": "work with",
}
#: What a refusal is filled with that is no text of somebody's.
_OF_THE_INTERFACE = ("role", "plan", "level", "held")
_WORD = re.compile(r"[a-z_]+")


def said(refusal: Refusal) -> str:
    """What went wrong and what to do, for a person."""
    # What people wrote, such as a client's name, stays as it is.
    context = {
        name: _named(value) if name in _OF_THE_INTERFACE else value for name, value in refusal.context.items()
    }
    return _SENTENCES.get(refusal.code, refusal.template).format(**context)


def errors_in(refusal: Refusal | None) -> Sequence[FieldError]:
    """What is wrong with each field, for a form to say beside it."""
    if refusal is None:
        return ()
    field = _FIELDS.get(refusal.code)
    if field is None:
        return refusal.errors
    return ({"pointer": f"/{field}", "code": refusal.code, "message": said(refusal)},)


def title(refusal: Refusal | type[Refusal]) -> str:
    """The heading over it."""
    return _TITLES.get(refusal.code, refusal.title)


def _named(value: object) -> str:
    """Roles or a plan by the names that people use: "practice_admin or client_admin, or the permission …"."""
    return _WORD.sub(lambda word: _NAMES.get(word[0], word[0]), str(value))
