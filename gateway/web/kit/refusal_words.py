"""Refusals as a page says them: the interface's words are for programs, and reach no page."""

from __future__ import annotations

from contracts.errors import Refusal

#: Where a refusal's own sentence names what a program sends.
_SENTENCES = {
    "existing_user": "{email} already belongs to a user. Below is what you can do.",
    "events_expired": "What happened more than 30 days ago is no longer kept.",
    "idempotency_key_in_use": "What you sent before is still being worked on. Load the page again soon.",
    "idempotency_key_reused": "This form was sent before with other entries. Load the page again.",
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
#: What people call what is named by a word of the interface.
_NAMES = {
    "practice_admin": "practice admin",
    "client_admin": "client admin",
    "business_admin": "business admin",
    "user_admin": "user admin",
    "advanced": "Advanced",
    "essentials": "Essentials",
}


def said(refusal: Refusal) -> str:
    """What went wrong and what to do, for a person."""
    context = {name: _named(value) for name, value in refusal.context.items()}
    return _SENTENCES.get(refusal.code, refusal.template).format(**context)


def title(refusal: Refusal | type[Refusal]) -> str:
    """The heading over it."""
    return _TITLES.get(refusal.code, refusal.title)


def _named(value: object) -> object:
    """A value with the names that people use in it; what people wrote themselves stays as it is."""
    if not isinstance(value, str):
        return value
    if value in _NAMES:
        return _NAMES[value]
    # Roles are named together: "practice_admin or client_admin, or the permission to add clients".
    words = value.replace(",", " ,").split(" ")
    known = any(word in _NAMES for word in words) and all(word.isascii() for word in words)
    return " ".join(_NAMES.get(word, word) for word in words).replace(" ,", ",") if known else value
