"""The audit trail as a page: who, what, when (product.md 8.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup, escape

from contracts import access, accounts
from contracts.access import ActivityKind, ActivityLine, ActivityPage
from contracts.access.states import ADMINS
from contracts.errors import InvalidInput, NotFound
from gateway.http.responses import Response
from gateway.web.activity import activity_changes, activity_groups
from gateway.web.activity.activity_sentences import BY_SUBJECT, SENTENCES
from gateway.web.kit.rendering import VENDORS
from gateway.web.kit.visits import Route, Visit, Visits

#: What is written on the way of something else, and is shown to who asks for it.
_NOISE = ActivityKind.EMAIL_LOOKED_UP
#: What stands where nobody knows the name any more.
_SOMEBODY, _A_CLIENT, _SOMETHING = Markup("somebody"), Markup("a client"), Markup("something")
_NAMELESS = (_SOMEBODY, _A_CLIENT, _SOMETHING)
_PLACE = re.compile(r"\{([a-z]+)('s)?\}")


def routes(visiting: Visits) -> list[Route]:
    return [visiting.shows("/activity", show)]


def show(visit: Visit) -> Response:
    query = visit.query.given("client_id", "user_id", "kind", "noise", "cursor")
    try:
        found = _listed(visit, query)
    except InvalidInput:
        # The address is old, or was typed.
        query, found = {}, _listed(visit, {})
    of_client = {"client_id": query["client_id"]} if "client_id" in query else {}
    return visit.page(
        "activity/activity_log.html",
        days=activity_groups.by_day(found["items"]),
        sentence=lambda line: said(line, of_client),
        by_import=lambda line: _by_import(visit, line),
        changes=changes,
        query=query,
        of_client=of_client,
        client=_client(visit, query.get("client_id")),
        next_cursor=found["next_cursor"],
        subjects=BY_SUBJECT,
    )


def said(line: ActivityLine, of_client: Mapping[str, str]) -> Markup:
    """What happened, as a sentence whose names lead on; `of_client` stays filtered for on the way."""
    sentence = SENTENCES.get(line["kind"])
    if sentence is None:
        return Markup("Something was changed")
    words = sentence.by if line["actor"] is not None else sentence.alone
    shown, at = Markup(), 0
    for place in _PLACE.finditer(words):
        named = _named(line, place[1], of_client)
        shown += escape(words[at : place.start()])
        shown += named.capitalize() if named in _NAMELESS and not shown else named
        shown += "’s" if place[2] else ""
        at = place.end()
    return shown + escape(words[at:])


def _by_import(visit: Visit, line: ActivityLine) -> Markup:
    """That an import did it; it leads its author and admins there, who can look at it (docs/adr/0016)."""
    import_id = (line["after"] or {}).get("import_id")
    if not isinstance(import_id, str):
        return Markup()
    is_theirs = line["actor"] is not None and line["actor"]["id"] == visit.session["user"]["id"]
    if not is_theirs and visit.account["role"] not in ADMINS:
        return Markup(" by an import")
    return Markup(" by {}").format(_link(f"/clients/import/{import_id}", "an import"))


def changes(line: ActivityLine) -> list[activity_changes.Change]:
    """What was so before, and is so after."""
    return activity_changes.of(line["kind"], line["before"], line["after"], line["names"])


def _listed(visit: Visit, query: Mapping[str, Any]) -> ActivityPage:
    wanted = {name: value for name, value in query.items() if name != "noise"}
    if "noise" in query or "kind" in query:
        return access.list_activity(visit.rpc, **wanted)
    try:
        return access.list_activity(visit.rpc, **wanted, without=_NOISE)
    except InvalidInput:
        # An access of the release before knows nothing of it.
        return access.list_activity(visit.rpc, **wanted)


def _client(visit: Visit, client_id: str | None) -> Mapping[str, Any] | None:
    """Whose own activity it is; a deleted client's can still be read."""
    if client_id is None:
        return None
    try:
        return accounts.get_client(visit.rpc, client_id)
    except NotFound:
        return None


def _named(line: ActivityLine, place: str, of_client: Mapping[str, str]) -> Markup:
    """What stands in one place of a sentence."""
    after, before = line["after"] or {}, line["before"] or {}
    if place in ("actor", "user"):
        who = line["actor"] if place == "actor" else line["user"]
        if who is None:
            return _SOMEBODY
        address = f"/activity?{urlencode({**of_client, 'user_id': who['id']})}"
        return _link(address, who["name"] or str(before.get("name") or "somebody"))
    if place == "client" or (place == "to" and line["client"] is not None):
        return _client_named(line, of_client)
    if place == "team" and line["team"] is not None:
        return escape(line["team"]["name"] or before.get("name") or after.get("name") or "a team")
    if place == "software":
        return escape(VENDORS.get(str(after.get("provider")), "the accounting software"))
    if place == "host":
        return escape(after.get("host") or before.get("host") or "an address")
    return Markup("a colleague") if place == "to" else _SOMETHING


def _client_named(line: ActivityLine, of_client: Mapping[str, str]) -> Markup:
    client = line["client"]
    if client is None:
        return _A_CLIENT
    name = client["name"] or str((line["after"] or {}).get("name") or "a client")
    # A client of another practice now has no page here; on its own it leads nowhere else.
    gone = line["kind"] == ActivityKind.CLIENT_DELETED or (
        line["kind"] == ActivityKind.CLIENT_TRANSFERRED and line["actor"] is None
    )
    return escape(name) if gone or of_client else _link(f"/clients/{client['id']}", name)


def _link(address: str, name: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, name)
