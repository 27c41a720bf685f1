"""The rows of the list of clients: what each shows, as plain data that a row is drawn of once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from contracts.accounts.client_states import ClientColumn, ClientInvitation, ClientStatus
from contracts.accounts.clients import Client
from contracts.accounts.onboarding_states import OnboardingState
from contracts.accounts.states import ClientType
from gateway.web.clients import list_columns
from gateway.web.kit.rendering import Rendering, named

_TYPES = {ClientType.BUSINESS: "Business", ClientType.SELF_EMPLOYED: "Self-employed"}


@dataclass(frozen=True, slots=True)
class Names:
    """Of those that the clients of a page mention, by id: colleagues and teams, and responsibilities."""

    people: Mapping[str, str]
    responsibilities: Mapping[str, str]


class Column(NamedTuple):
    """How it is called, in an address and on the page, and what a client has in it."""

    name: str
    title: str
    value: Callable[[Client, Names], object]


def draw(
    rendering: Rendering,
    clients: Iterable[Client],
    columns: Sequence[ClientColumn],
    names: Names,
    *,
    admin: bool,
) -> list[Markup]:
    """A row for each. Admins may tick and archive."""
    chosen = [Column(each.value, list_columns.TITLES[each], _VALUES[each]) for each in columns]
    shown = ({"admin": admin, **_shown(client, chosen, names)} for client in clients)
    return rendering.parts("clients/client_row.html", shown)


def _shown(client: Client, columns: Sequence[Column], names: Names) -> dict[str, Any]:
    active = client["status"] == ClientStatus.ACTIVE
    onboarding = client["onboarding"]["state"]
    invitation = client["invitation"] and client["invitation"]["state"]
    return {
        "id": client["id"],
        "name": client["name"],
        "crn": client["crn"],
        "practice_code": client["practice_code"],
        "archived": client["status"] == ClientStatus.ARCHIVED,
        "needs_attention": onboarding == OnboardingState.NEEDS_ATTENTION,
        "being_set_up": active and onboarding == OnboardingState.PENDING,
        "invitation_pending": active and invitation == ClientInvitation.PENDING,
        "cells": [
            {"column": each.name, "title": each.title, "value": each.value(client, names)} for each in columns
        ],
    }


def _account_manager(client: Client, names: Names) -> str | None:
    user_id = client["account_manager_id"]
    return named(user_id, names.people) if user_id else None


def _responsible(client: Client, names: Names) -> str:
    known = names.responsibilities
    return ", ".join(
        f"{known[each['responsibility_id']]}: {named(each['user_id'], names.people)}"
        for each in client["responsibilities"]
        if each["responsibility_id"] in known
    )


def _seen_by(client: Client, names: Names) -> str | None:
    """Who was given access. None where nobody was: admins see every client by role."""
    access = client["access"]
    if access["everyone"]:
        return "All colleagues"
    who = [*access["team_ids"], *access["colleague_ids"]]
    if not who:
        return None
    first = named(who[0], names.people)
    if len(who) == 2:
        return f"{first}, {named(who[1], names.people)}"
    return first if len(who) == 1 else f"{first} and {len(who) - 1} more"


def _type(client: Client, _names: Names) -> str:
    return _TYPES[ClientType(client["type"])]


def _solutions(client: Client, _names: Names) -> str:
    return ", ".join(each.capitalize() for each in client["solutions"])


_VALUES: Mapping[ClientColumn, Callable[[Client, Names], object]] = {
    ClientColumn.ACCOUNT_MANAGER: _account_manager,
    ClientColumn.RESPONSIBILITIES: _responsible,
    ClientColumn.ACCESS: _seen_by,
    ClientColumn.TYPE: _type,
    ClientColumn.COMPANY_NUMBER: lambda client, _: client["company_number"],
    ClientColumn.SOLUTIONS: _solutions,
    ClientColumn.INVITATION: lambda client, _: client["invitation"],
    ClientColumn.CONNECTION: lambda client, _: client["connection"],
    ClientColumn.COUNTRY: lambda client, _: client["country"],
    ClientColumn.BASE_CURRENCY: lambda client, _: client["base_currency"],
    ClientColumn.CREATED_AT: lambda client, _: client["created_at"],
}
