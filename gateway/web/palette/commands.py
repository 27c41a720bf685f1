"""What somebody can do and where they can go, each under the words that find it (ui.md, "Frame")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from contracts.access.states import ADMINS, ClientRole
from gateway.web.kit import navigation

_MANAGERS = (ClientRole.BUSINESS_ADMIN, ClientRole.USER_ADMIN)


class Command(NamedTuple):
    """A page by its `words`; `also` has other words that find it, `roles` those who may, or all."""

    words: str
    path: str
    also: str = ""
    roles: tuple[str, ...] = ()


#: For whoever may add clients (product.md 1).
_ADDING = (
    Command("Add client", "/clients/new", "new create"),
    Command("Add several clients", "/clients/several", "new table"),
    Command("Import clients from a file", "/clients/import", "csv excel upload"),
    Command("Invite clients who are not invited yet", "/clients/invite", "send"),
)
_TEAM = (
    Command("Invite a colleague", "/team/invite", "add new user person", ADMINS),
    Command("Add a team", "/team/new-team", "new create", ADMINS),
    Command("Start an access review", "/team/reviews/new", "audit who sees", ADMINS),
)
_OF_PRACTICE = (
    Command("Drafts of clients", "/clients/drafts", "resume"),
    Command("Saved views of clients", "/clients/views", "filters columns"),
    Command("Archive", "/clients?status=archived", "archived clients"),
    Command("Requests of clients", "/clients/requests", "waiting", ADMINS),
    Command("Access requests", "/clients/access-requests", "ask see"),
    Command("Access reviews", "/team/reviews", "who sees audit certify leaver", ADMINS),
    Command("Notices", "/notices", "bell unread news"),
    Command("Your practice’s link", "/settings/link", "public page", ADMINS),
    Command("Responsibilities", "/settings/responsibilities", "in charge tax payroll duties", ADMINS),
    Command("Logo and colour", "/settings/branding", "branding appearance", ("practice_admin",)),
)
_OF_CLIENT = (
    Command("Home", "/account", "start accountant"),
    Command("Documents", "/account/documents", "upload receipts invoices files"),
    Command("Users", "/account/users", "invite colleagues people", _MANAGERS),
    Command("Business settings", "/account/settings", "name address software", _MANAGERS),
)
_OWN = (Command("Your profile", "/profile", "password authenticator sessions"),)


def to_do(account: Mapping[str, Any], *, may_add_clients: bool) -> list[Command]:
    """What somebody acting for this account may begin from anywhere."""
    if account["kind"] != "practice":
        return []
    return [*(_ADDING if may_add_clients else ()), *_allowed(_TEAM, account)]


def to_see(account: Mapping[str, Any], *, may_add_clients: bool) -> list[Command]:
    """Where they can go."""
    if account["kind"] != "practice":
        return [*_allowed(_OF_CLIENT, account), *_OWN]
    places = [Command(place.title, place.path) for place in navigation.places(account)]
    pages = _allowed(_OF_PRACTICE, account)
    return [*places, *(each for each in pages if may_add_clients or "draft" not in each.path), *_OWN]


def found_by(words: str, query: str) -> bool:
    """Whether each word of the query begins one of these."""
    known = words.casefold().split()
    return all(any(word.startswith(part) for word in known) for part in query.casefold().split())


def _allowed(commands: Sequence[Command], account: Mapping[str, Any]) -> list[Command]:
    return [each for each in commands if not each.roles or account["role"] in each.roles]
