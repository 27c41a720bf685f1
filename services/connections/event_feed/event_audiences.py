"""Which events a colleague may see, by their type: what they could read of it elsewhere, and no more."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from contracts.access import Permission, PracticeRole


class Audience(StrEnum):
    """Who may see events of a type. Those about a client are for who sees the client, besides."""

    COLLEAGUES = "colleagues"
    TEAM_READERS = "team_readers"
    PRACTICE_ADMINS = "practice_admins"


_TEAM_READERS = ("ColleagueChanged", "TeamChanged")
_PRACTICE_ADMINS = ("PracticeMessagesChanged",)
#: Events that are about a client or, where none is named, about a colleague's invitation: for admins.
_ADMINS = (PracticeRole.PRACTICE_ADMIN, PracticeRole.CLIENT_ADMIN)


def audience_of(event_type: str) -> Audience:
    """Who may see events of a type, in `product.md`'s words: 1.2, 1.4, 8.1."""
    if event_type in _PRACTICE_ADMINS:
        return Audience.PRACTICE_ADMINS
    return Audience.TEAM_READERS if event_type in _TEAM_READERS else Audience.COLLEAGUES


def audiences_of(role: str, permissions: Collection[str]) -> frozenset[Audience]:
    """The audiences that a colleague belongs to."""
    found = {Audience.COLLEAGUES}
    if is_admin(role) or Permission.ADD_CLIENTS in permissions:
        found.add(Audience.TEAM_READERS)
    if role == PracticeRole.PRACTICE_ADMIN:
        found.add(Audience.PRACTICE_ADMINS)
    return frozenset(found)


def is_admin(role: str) -> bool:
    """Whether a role sees every client, and what is about none: invitations of colleagues, departures."""
    return role in _ADMINS


def visible_types(types: Collection[str], role: str, permissions: Collection[str]) -> list[str]:
    """Those of the types that a colleague may see events of."""
    audiences = audiences_of(role, permissions)
    return sorted(each for each in types if audience_of(each) in audiences)


def needs_admin(event_type: str) -> bool:
    """Whether an event of the type that names no client is for admins only."""
    return event_type.startswith(("Invitation", "Client", "Connection"))
