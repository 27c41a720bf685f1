"""What a list of clients is filtered by and ordered by, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from contracts import accounts
from gateway.web.kit import moments

#: The filters that are chosen from a few words, by the field they are of.
LABELS = {"type": "Type", "invitation": "Invitation", "connection": "Software"}
OPTIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "type": (("business", "Business"), ("self_employed", "Self-employed")),
    "invitation": (
        ("none", "Not invited"),
        ("any", "Invited at all"),
        ("sent", "Invited"),
        ("delivered", "Invited, delivered"),
        ("needs_attention", "Needs attention"),
        ("accepted", "Has joined"),
        ("expired", "Expired"),
        ("revoked", "Revoked"),
    ),
    "connection": (
        ("none", "Not connected"),
        ("any", "Connected at all"),
        ("connected", "Connected"),
        ("needs_reconnect", "Reconnect needed"),
    ),
}
SORTS = (
    ("name", "Name, A to Z"),
    ("-name", "Name, Z to A"),
    ("created_at", "Added, oldest first"),
    ("-created_at", "Added, newest first"),
)
_WHICH = {"archived": "Archived clients", "any": "Clients, also archived ones"}


def shown(
    query: Mapping[str, Any], colleagues: Sequence[tuple[str, str]], *, has_responsibilities: bool
) -> dict[str, Any]:
    """Each filter with its choices and what is chosen; of colleagues where there is anybody to choose."""
    choices: dict[str, tuple[str, Sequence[tuple[str, str]]]] = {
        name: (label, OPTIONS[name]) for name, label in LABELS.items()
    }
    if len(colleagues) > 1:
        choices["colleague_id"] = ("Given to", colleagues)
    if colleagues and has_responsibilities:
        choices["responsible"] = ("Responsible", colleagues)
    return {
        "filters": [
            {"name": name, "label": label, "options": options, "chosen": query.get(name)}
            for name, (label, options) in choices.items()
        ]
    }


def described(query: Mapping[str, Any], given_to: str | None, responsible: str | None = None) -> str:
    """A list's filters as one reads them; `given_to` and `responsible` name the colleagues among them."""
    first = "My clients" if query.get("view") == accounts.ClientView.MINE else "All clients"
    parts = [_WHICH.get(query.get("status") or "", first)]
    if query.get("q"):
        parts.append(f"Search: {query['q']}")
    for name, label in LABELS.items():
        if query.get(name):
            parts.append(f"{label}: {dict(OPTIONS[name]).get(query[name], query[name])}")
    if query.get("colleague_id"):
        parts.append(f"Given to: {given_to or 'a colleague'}")
    if query.get("responsible"):
        parts.append(f"Responsible: {responsible or 'a colleague'}")
    if when := added(query):
        parts.append(f"Added {when}")
    return " · ".join(parts)


def added(query: Mapping[str, Any]) -> str:
    """When the clients of the list were added, in words; nothing where the address does not say."""
    words = (("from", "added_from"), ("until", "added_until"))
    days = [(word, date.fromisoformat(query[name])) for word, name in words if query.get(name)]
    return " ".join(f"{word} {moments.calendar_day(day)}" for word, day in days)
