"""Go to a client, a page, something to do or another account by a few letters of it.

A plain page of a search; the script of `Ctrl K` shows what it has in place (docs/adr/0058).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from contracts import accounts
from contracts.accounts.client_states import ClientStatus
from contracts.errors import InvalidInput, ServiceUnavailable
from gateway.http.responses import Response
from gateway.web.clients import saved_views
from gateway.web.kit.visits import Route, Visit, Visits
from gateway.web.palette import commands
from gateway.web.palette.commands import Command

#: Letters that are looked for, and clients that are shown of those found.
_LONGEST, _MOST_CLIENTS = 100, 8


class Entry(NamedTuple):
    """A link to `path`, or where `account_id` is given a button that switches to that account."""

    words: str
    detail: str
    path: str
    account_id: str = ""


class Group(NamedTuple):
    title: str
    entries: Sequence[Entry]


def routes(visiting: Visits) -> list[Route]:
    return [visiting.shows("/go", show)]


def show(visit: Visit) -> Response:
    query = visit.query.text("q")[:_LONGEST].strip()
    adds = visit.may_add_clients
    clients, views, unavailable = _of_practice(visit, query)
    groups = [
        Group("Clients", clients),
        Group("Views", views),
        Group("Do", _pages(commands.to_do(visit.account, may_add_clients=adds), query)),
        Group("Go to", _pages(commands.to_see(visit.account, may_add_clients=adds), query)),
        Group("Switch account", _accounts(visit, query)),
    ]
    found = [group for group in groups if group.entries]
    return visit.page("palette/palette.html", q=query, groups=found, unavailable=unavailable)


def _of_practice(visit: Visit, query: str) -> tuple[list[Entry], list[Entry], bool]:
    """Clients that the list finds too, archived ones last, and the views that somebody saved of it; and
    whether nobody could look.
    """
    if not query or visit.account["kind"] != "practice":
        return [], [], False
    try:
        found = accounts.list_clients(visit.rpc, q=query, limit=_MOST_CLIENTS, include="names")
    except InvalidInput:
        return [], [], False
    except ServiceUnavailable:
        return [], [], True
    return _clients(found, query), _views(visit, found, query), False


def _clients(found: accounts.ClientPage, query: str) -> list[Entry]:
    items = sorted(found["items"], key=lambda each: each["status"] == ClientStatus.ARCHIVED)
    shown = [Entry(each["name"], _detail(each), f"/clients/{each['id']}") for each in items]
    return [*shown, *(_hidden(each, query) for each in found.get("hidden", []))]


def _views(visit: Visit, found: accounts.ClientPage, query: str) -> list[Entry]:
    return [
        Entry(each["name"], "", saved_views.address(each, admin=visit.is_admin))
        for each in found.get("saved_views", [])
        if commands.found_by(f"go to view {each['name']}", query)
    ]


def _detail(client: accounts.Client) -> str:
    archived = "Archived" if client["status"] == ClientStatus.ARCHIVED else None
    return " · ".join(filter(None, (client["crn"], client["practice_code"], archived)))


def _hidden(client: accounts.HiddenClient, query: str) -> Entry:
    """docs/adr/0052"""
    if client["requested"]:
        return Entry(client["name"], "You have asked for access", "/clients/access-requests")
    asking = urlencode({"client": client["id"], "q": query})
    return Entry(
        client["name"], "You cannot see it: ask for access", f"/clients/access-requests/new?{asking}"
    )


def _pages(offered: Sequence[Command], query: str) -> list[Entry]:
    return [
        Entry(each.words, "", each.path)
        for each in offered
        if commands.found_by(f"{each.words} {each.also}", query)
    ]


def _accounts(visit: Visit, query: str) -> list[Entry]:
    kinds = {"practice": "Practice", "client": "Client account"}
    return [
        Entry(each["name"], kinds[each["kind"]], "/account/switch", each["id"])
        for each in visit.session["accounts"]
        if each["id"] != visit.account["id"] and commands.found_by(f"switch account {each['name']}", query)
    ]
