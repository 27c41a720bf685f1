"""The audit trail as a page: who, what, when (product.md 8.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import access, accounts
from contracts.access.states import ADMINS
from contracts.errors import InvalidInput, NotFound
from gateway.http.responses import Response
from gateway.web.kit.visits import Route, Visit, Visits

#: What a line says happened; others say it in the words of their kind.
WORDS = {
    "practice.registered": "registered the practice",
    "practice.changed": "changed the practice's settings",
    "practice.messages_changed": "changed how the practice's messages look",
    "colleague.invited": "invited a colleague",
    "colleague.joined": "joined the practice",
    "colleague.changed": "changed a colleague's role or permissions",
    "colleague.deactivated": "deactivated a colleague",
    "colleague.reactivated": "let a colleague in again",
    "colleague.removed": "removed a colleague",
    "team.created": "made a team",
    "team.changed": "changed a team",
    "team.deleted": "deleted a team",
    "client_access.changed": "changed who may see a client",
    "client_user.added": "added a client's user",
    "client_user.joined": "joined a client's account",
    "client_user.changed": "changed the role of a client's user",
    "client_user.removed": "removed a client's user",
    "client.created": "added a client",
    "client.updated": "changed a client's settings",
    "client.archived": "archived a client",
    "client.restored": "restored a client",
    "client.deleted": "deleted a client",
    "client.transferred": "took a client over from another practice",
    "email.looked_up": "looked up whether an email address is a user's",
    "invitation.sent": "sent an invitation",
    "invitation.resent": "sent an invitation again",
    "invitation.revoked": "revoked an invitation",
    "invitation.accepted": "accepted an invitation",
    "invitation.expired": "An invitation ended",
    "invitation.failed": "An invitation could not be delivered",
    "connection.established": "connected accounting software",
    "connection.closed": "disconnected accounting software",
    "connection.needs_reconnect": "A connection needs to be made again",
    "webhook_endpoint.created": "added a webhook endpoint",
    "webhook_endpoint.changed": "changed a webhook endpoint",
    "webhook_endpoint.rotated": "gave a webhook endpoint a new secret",
    "webhook_endpoint.deleted": "removed a webhook endpoint",
    "webhook_endpoint.disabled": "A webhook endpoint was disabled",
    "program.created": "added a program",
    "program.changed": "changed what a program may do",
    "program.rotated": "gave a program a new secret",
    "program.ended": "removed a program",
    "user.password_changed": "changed their password",
    "user.password_reset": "reset their password by mail",
    "user.totp_enabled": "began to use an authenticator app",
    "user.totp_disabled": "stopped using an authenticator app",
    "user.recovery_codes_renewed": "got new recovery codes",
    "user.session_ended": "ended a session of theirs",
    "user.api_token_created": "made an API token",
    "user.api_token_ended": "revoked an API token",
}

#: What happened where a line names nobody who did it: whoever took the client over is of another practice.
WORDS_WITHOUT_ACTOR = {"client.transferred": "A client went over to another practice"}


def routes(visiting: Visits) -> list[Route]:
    return [visiting.shows("/activity", show)]


def show(visit: Visit) -> Response:
    query = visit.query.given("client_id", "user_id", "kind", "cursor")
    try:
        found = access.list_activity(visit.rpc, **query)
    except InvalidInput:
        # The address is old, or was typed.
        query, found = {}, access.list_activity(visit.rpc)
    lines = [{**_shown(line), "import_is_theirs": _is_theirs(visit, line)} for line in found["items"]]
    return visit.page(
        "activity/activity_log.html",
        lines=lines,
        query=query,
        client=_client(visit, query.get("client_id")),
        next_cursor=found["next_cursor"],
        kinds=sorted(WORDS.items()),
    )


def _is_theirs(visit: Visit, line: Mapping[str, Any]) -> bool:
    """Whether they can look at the import of a line: it is whose it is, and the admins' (docs/adr/0016)."""
    actor = line["actor"] or {}
    return visit.account["role"] in ADMINS or actor.get("id") == visit.session["user"]["id"]


def _client(visit: Visit, client_id: str | None) -> Mapping[str, Any] | None:
    """Whose own activity it is; a deleted client's can still be read."""
    if client_id is None:
        return None
    try:
        return accounts.get_client(visit.rpc, client_id)
    except NotFound:
        return None


#: What is not called as it is named.
_NAMES = {
    "member_ids": "members", "colleague_ids": "colleagues", "team_ids": "teams",
    "account_manager_id": "account manager", "expires_at": "ends",
    "practice_admin": "practice admin", "client_admin": "client admin", "business_admin": "business admin",
    "user_admin": "user admin", "standard_user": "standard user", "add_clients": "may add clients",
    "no_login": "without a login", "needs_reconnect": "reconnect needed",
}  # fmt: skip


def _shown(line: Mapping[str, Any]) -> Mapping[str, Any]:
    before, after = line["before"] or {}, dict(line["after"] or {})
    import_id = after.pop("import_id", None)
    words = {**_NAMES, **line["names"]}
    pairs = {
        name: (_words(before.get(name), words), _words(after.get(name), words)) for name in after or before
    }
    changes = [
        {"what": _NAMES.get(name, name.replace("_", " ")), "before": was, "after": now}
        for name, (was, now) in pairs.items()
        if was != now
    ]
    kind = str(line["kind"])
    # What somebody elsewhere did is shown without them; the client is there now, and its page not ours.
    elsewhere = WORDS_WITHOUT_ACTOR.get(kind) if line["actor"] is None else None
    said = elsewhere or WORDS.get(kind, kind)
    return {
        **line,
        "words": said,
        "elsewhere": elsewhere is not None,
        "changes": changes,
        "import_id": import_id,
    }


def _words(value: Any, names: dict[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_words(each, names) for each in value) or "none"
    if value is None or value == "":
        return "none"
    return names.get(value, value) if isinstance(value, str) else str(value)
