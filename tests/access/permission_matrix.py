"""Who may do what (product.md 1, 1.1, 1.2, 2.5), as data.

A line is an action, and what each actor of ACTORS gets: `+` what DONE says for the action, or a refusal of
REFUSALS. Actions are asked in a form that changes nothing when they are allowed: on a stale version, with a
name that is taken, for somebody who manages clients.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.access import permission_levels, permission_notices, permission_rest, permission_views
from tests.access.permission_action import STALE, Action

REFUSALS = {
    "role": (403, "role_required"),
    "prac": (403, "practice_account_required"),
    "lvl": (403, "level_required"),
    "val": (422, "invalid_input"),
    "none": (404, "not_found"),
    "out": (401, "unauthenticated"),
    "read": (403, "scope_required"),
    "self": (403, "session_required"),
    "own": (409, "owner"),
    "has": (409, "already_has_access"),
}

#: `standard` and `business`, `users`, `user` belong to the client that is seen; `token` may read, and is the
#: admin's; `foreign` owns another practice; `former` owns the one that the client that is seen was transferred
#: from; `gone` is deactivated.
ACTORS = (
    "owner", "admin", "clients", "adder", "standard", "gone", "token", "foreign",
    "former", "business", "users", "user", "nobody",
)  # fmt: skip

TABLE = """
                            owner admin clients adder standard gone token foreign former business users user nobody
practice.read               +     +     +       +     +        out  +     +       +      prac     prac  prac out
practice.rename             +     +     +       role  role     out  read  +       +      prac     prac  prac out
practice.change_plan        +     +     role    role  role     out  read  +       +      prac     prac  prac out
messages.read               +     +     role    role  role     out  +     +       +      prac     prac  prac out
messages.change             +     +     role    role  role     out  read  +       +      prac     prac  prac out
messages.preview            +     +     role    role  role     out  +     +       +      prac     prac  prac out
messages.preview_text       +     +     +       +     +        out  +     +       +      prac     prac  prac out
messages.send_test          +     +     role    role  role     out  read  +       +      prac     prac  prac out
colleagues.list             +     +     +       +     role     out  +     +       +      prac     prac  prac out
colleagues.admins           +     +     +       +     +        out  +     +       +      prac     prac  prac out
colleagues.read             +     +     +       +     role     out  +     none    none   prac     prac  prac out
colleagues.invite           +     +     +       role  role     out  read  *       *      prac     prac  prac out
colleagues.invite_admin     +     +     role    role  role     out  read  *       *      prac     prac  prac out
colleagues.change           +     +     +       role  role     out  read  none    none   prac     prac  prac out
colleagues.promote          +     +     role    role  role     out  read  none    none   prac     prac  prac out
colleagues.demote_admin     +     +     role    role  role     out  read  none    none   prac     prac  prac out
colleagues.demote_owner     own   own   role    role  role     out  read  none    none   prac     prac  prac out
colleagues.deactivate       +     +     +       role  role     out  read  none    none   prac     prac  prac out
colleagues.deactivate_admin +     +     role    role  role     out  read  none    none   prac     prac  prac out
colleagues.deactivate_owner own   own   role    role  role     out  read  none    none   prac     prac  prac out
colleagues.reactivate       +     +     +       role  role     out  read  none    none   prac     prac  prac out
colleagues.reactivate_admin +     +     role    role  role     out  read  none    none   prac     prac  prac out
colleagues.remove           +     +     +       role  role     out  read  none    none   prac     prac  prac out
colleagues.remove_admin     +     +     role    role  role     out  read  none    none   prac     prac  prac out
colleagues.remove_owner     own   own   role    role  role     out  read  none    none   prac     prac  prac out
teams.list                  +     +     +       +     role     out  +     +       +      prac     prac  prac out
teams.read                  +     +     +       +     role     out  +     none    none   prac     prac  prac out
teams.create                +     +     +       role  role     out  read  *       *      prac     prac  prac out
teams.change                +     +     +       role  role     out  read  none    none   prac     prac  prac out
teams.put_foreigners_in     +     +     +       role  role     out  read  none    none   prac     prac  prac out
teams.delete                +     +     +       role  role     out  read  none    none   prac     prac  prac out
clients.list                +     +     +       +     +        out  +     +       +      prac     prac  prac out
clients.read_seen           +     +     +       none  +        out  +     none    none   +        +     role out
clients.read_hidden         +     +     +       none  none     out  +     none    none   none     none  none out
clients.add                 +     +     +       +     role     out  read  *       *      prac     prac  prac out
clients.change_seen         +     +     +       none  +        out  read  none    none   +        role  role out
clients.change_hidden       +     +     +       none  none     out  read  none    none   none     none  none out
access.read_seen            +     +     +       none  +        out  +     none    none   prac     prac  prac out
access.read_hidden          +     +     +       none  none     out  +     none    none   prac     prac  prac out
access.past_seen            +     +     +       none  role     out  +     none    none   prac     prac  prac out
access.past_hidden          +     +     +       none  none     out  +     none    none   prac     prac  prac out
access.past_of_colleague    +     +     +       role  role     out  +     none    none   prac     prac  prac out
access.put_seen             +     +     +       none  role     out  read  none    none   prac     prac  prac out
access.put_hidden           +     +     +       none  none     out  read  none    none   prac     prac  prac out
access.put_foreigners       +     +     +       none  role     out  read  none    none   prac     prac  prac out
access.explain_seen         +     +     +       none  role     out  +     none    none   prac     prac  prac out
access.explain_hidden       +     +     +       none  none     out  +     none    none   prac     prac  prac out
access.change_many          +     +     +       role  role     out  read  +       +      prac     prac  prac out
areq.list                   +     +     +       +     +        out  +     +       +      prac     prac  prac out
areq.ask_hidden             has   has   has     +     +        out  read  none    none   prac     prac  prac out
areq.ask_nobodys            none  none  none    none  none     out  read  none    none   prac     prac  prac out
areq.read_others            +     +     +       none  none     out  +     none    none   prac     prac  prac out
areq.approve_others         +     +     +       none  none     out  read  none    none   prac     prac  prac out
areq.decline_others         +     +     +       none  none     out  read  none    none   prac     prac  prac out
areq.withdraw_others        role  role  role    none  none     out  read  none    none   prac     prac  prac out
areq.read_own               +     +     +       none  +        out  +     none    none   prac     prac  prac out
areq.approve_own            +     +     +       none  role     out  read  none    none   prac     prac  prac out
areq.withdraw_own           role  role  role    none  +        out  read  none    none   prac     prac  prac out
users.list_seen             +     +     +       none  +        out  +     none    none   +        +     role out
users.list_hidden           +     +     +       none  none     out  +     none    none   none     none  none out
users.add_seen              +     +     +       none  +        out  read  none    none   +        +     role out
users.add_hidden            +     +     +       none  none     out  read  none    none   none     none  none out
users.add_admin             +     +     +       none  +        out  read  none    none   +        role  role out
users.change                +     +     +       none  +        out  read  none    none   +        +     role out
users.promote               +     +     +       none  +        out  read  none    none   +        role  role out
users.demote_admin          +     +     +       none  +        out  read  none    none   +        role  role out
users.demote_owner          +     +     +       none  +        out  read  none    none   own      role  role out
users.remove_owner          own   own   own     none  own      out  read  none    none   own      role  role out
users.remove_hidden         +     +     +       none  none     out  read  none    none   none     none  none out
activity.practice           +     +     +       role  role     out  +     +       +      prac     prac  prac out
activity.seen               +     +     +       none  +        out  +     none    none   prac     prac  prac out
activity.hidden             +     +     +       none  none     out  +     none    none   prac     prac  prac out
emails.look_up              +     +     +       +     role     out  read  +       +      role     role  role out
invitations.list_seen       +     +     +       none  +        out  +     none    none   none     none  role out
invitations.list_hidden     +     +     +       none  none     out  +     none    none   none     none  none out
connections.list            +     +     +       +     +        out  +     +       +      prac     prac  prac out
connections.begin_seen      +     +     +       none  +        out  read  none    none   prac     prac  prac out
connections.begin_hidden    +     +     +       none  none     out  read  none    none   prac     prac  prac out
connections.begin_for_any   +     +     +       +     role     out  read  +       +      prac     prac  prac out
sessions.read               +     +     +       +     +        out  +     +       +      +        +     +    out
sessions.list               +     +     +       +     +        out  self  +       +      +        +     +    out
sessions.end_anothers       none  none  none    none  none     out  read  none    none   none     none  none out
tokens.list                 +     +     +       +     +        out  self  +       +      +        +     +    out
tokens.end_anothers         none  none  none    none  none     out  read  none    none   none     none  none out
totp.read                   +     +     +       +     +        out  self  +       +      +        +     +    out
"""

_WASSTALE = (412, "stale_version")
_MANAGES = (409, "manages_clients")


def _stale(method: str, path: str, **body: Any) -> Action:
    return Action(method, path, body, STALE, _WASSTALE)


def _colleague(who: str, verb: str | None = None, done: tuple[int, str | None] = _MANAGES) -> Action:
    path = f"/v1/colleagues/{{{who}}}"
    return Action("POST", f"{path}/{verb}", {}, done=done) if verb else Action("DELETE", path, done=done)


_CODE_TAKEN = {"type": "business", "name": "Acme", "practice_code": "TAKEN"}
_KNOWN_COLLEAGUE = {"name": "Bob", "email": "{waiting_email}"}
_KNOWN_USER = {"name": "Lee", "email": "{lee_email}", "acknowledge_existing_user": True}
_EXISTS, _USER_EXISTS = (409, "colleague_exists"), (409, "client_user_exists")
_TAKEN = (409, "team_name_taken")
_AREQ, _OVER = "/v1/access-requests", (409, "access_request_decided")

ACTIONS: dict[str, Action] = {
    "practice.read": Action("GET", "/v1/practice"),
    "practice.rename": _stale("PATCH", "/v1/practice", name="Other"),
    "practice.change_plan": _stale("PATCH", "/v1/practice", plan="essentials"),
    "messages.read": Action("GET", "/v1/practice/messages"),
    "messages.change": _stale("PATCH", "/v1/practice/messages", sender_name="Other"),
    "messages.preview_text": Action("GET", "/v1/invitation-text-preview?account_name=Acme"),
    "messages.preview": Action("POST", "/v1/practice/message-previews", {"kind": "client_text"}),
    "messages.send_test": Action(
        "POST", "/v1/practice/message-tests", {"kind": "client_invitation"}, done=(204, None)
    ),
    "colleagues.list": Action("GET", "/v1/colleagues"),
    "colleagues.admins": Action("GET", "/v1/practice/admins"),
    "colleagues.read": Action("GET", "/v1/colleagues/{standard}"),
    "colleagues.invite": Action(
        "POST",
        "/v1/colleagues",
        {**_KNOWN_COLLEAGUE, "role": "standard"},
        done=_EXISTS,
        elsewhere=(201, None),
    ),
    "colleagues.invite_admin": Action(
        "POST",
        "/v1/colleagues",
        {**_KNOWN_COLLEAGUE, "role": "practice_admin"},
        done=_EXISTS,
        elsewhere=_EXISTS,
    ),
    "colleagues.change": _stale("PATCH", "/v1/colleagues/{standard}", role="client_admin"),
    "colleagues.promote": _stale("PATCH", "/v1/colleagues/{standard}", role="practice_admin"),
    "colleagues.demote_admin": _stale("PATCH", "/v1/colleagues/{second_admin}", role="standard"),
    "colleagues.demote_owner": _stale("PATCH", "/v1/colleagues/{owner}", role="standard"),
    "colleagues.deactivate": _colleague("manager", "deactivate"),
    "colleagues.deactivate_admin": _colleague("second_admin", "deactivate"),
    "colleagues.deactivate_owner": _colleague("owner", "deactivate"),
    "colleagues.reactivate": _colleague("manager", "reactivate", done=(200, None)),
    "colleagues.reactivate_admin": _colleague("second_admin", "reactivate", done=(200, None)),
    "colleagues.remove": _colleague("manager"),
    "colleagues.remove_admin": _colleague("second_admin"),
    "colleagues.remove_owner": _colleague("owner"),
    "teams.list": Action("GET", "/v1/teams"),
    "teams.read": Action("GET", "/v1/teams/{team}"),
    "teams.create": Action("POST", "/v1/teams", {"name": "{team_name}"}, done=_TAKEN, elsewhere=(201, None)),
    "teams.change": _stale("PATCH", "/v1/teams/{team}", name="Other"),
    "teams.put_foreigners_in": Action(
        "PATCH", "/v1/teams/{team}", {"member_ids": ["{stranger}"]}, done=(422, "invalid_input")
    ),
    "teams.delete": Action("DELETE", "/v1/teams/{team_to_delete}", done=(204, None)),
    "clients.list": Action("GET", "/v1/clients"),
    "clients.read_seen": Action("GET", "/v1/clients/{seen}"),
    "clients.read_hidden": Action("GET", "/v1/clients/{hidden}"),
    "clients.add": Action(
        "POST", "/v1/clients", _CODE_TAKEN, done=(409, "practice_code_taken"), elsewhere=(201, None)
    ),
    "clients.change_seen": _stale("PATCH", "/v1/clients/{seen}", name="Other"),
    "clients.change_hidden": _stale("PATCH", "/v1/clients/{hidden}", name="Other"),
    "access.read_seen": Action("GET", "/v1/clients/{seen}/access"),
    "access.read_hidden": Action("GET", "/v1/clients/{hidden}/access"),
    "access.past_seen": Action("GET", "/v1/clients/{seen}/access?at=2026-11-02T08%3A00%3A00Z"),
    "access.past_hidden": Action("GET", "/v1/clients/{hidden}/access?at=2026-11-02T08%3A00%3A00Z"),
    "access.past_of_colleague": Action("GET", "/v1/colleagues/{standard}/access"),
    "access.put_seen": _stale("PUT", "/v1/clients/{seen}/access", everyone=True),
    "access.put_hidden": _stale("PUT", "/v1/clients/{hidden}/access", everyone=True),
    "access.put_foreigners": Action(
        "PUT",
        "/v1/clients/{seen}/access",
        {"colleague_ids": ["{stranger}"], "team_ids": ["{foreign_team}"]},
        done=(422, "invalid_input"),
    ),
    "access.explain_seen": Action("GET", "/v1/clients/{seen}/access/people"),
    "areq.list": Action("GET", "/v1/access-requests"),
    "areq.ask_hidden": Action(
        "POST", _AREQ, {"client": "{hidden}", "reason": "VAT"}, done=(409, "access_already_requested")
    ),
    "areq.ask_nobodys": Action(
        "POST", _AREQ, {"client": "client_01ARZ3NDEKTSV4RRFFQ69G5FAV", "reason": "VAT"}
    ),
    "areq.read_others": Action("GET", f"{_AREQ}/{{areq_of_manager}}"),
    "areq.approve_others": Action("POST", f"{_AREQ}/{{areq_of_manager}}/approve", done=_OVER),
    "areq.decline_others": Action(
        "POST", f"{_AREQ}/{{areq_of_manager}}/decline", {"detail": "No"}, done=_OVER
    ),
    "areq.withdraw_others": Action("POST", f"{_AREQ}/{{areq_of_manager}}/withdraw"),
    "areq.read_own": Action("GET", f"{_AREQ}/{{areq_of_standard}}"),
    "areq.approve_own": Action("POST", f"{_AREQ}/{{areq_of_standard}}/approve", done=_OVER),
    "areq.withdraw_own": Action("POST", f"{_AREQ}/{{areq_of_standard}}/withdraw", done=_OVER),
    "access.explain_hidden": Action("GET", "/v1/clients/{hidden}/access/people"),
    "access.change_many": Action("POST", "/v1/client-access-changes", {"client_ids": ["{hidden}"]}),
    "users.list_seen": Action("GET", "/v1/clients/{seen}/users"),
    "users.list_hidden": Action("GET", "/v1/clients/{hidden}/users"),
    "users.add_seen": Action("POST", "/v1/clients/{seen}/users", _KNOWN_USER, done=_USER_EXISTS),
    "users.add_hidden": Action("POST", "/v1/clients/{hidden}/users", _KNOWN_USER, done=_USER_EXISTS),
    "users.add_admin": Action(
        "POST", "/v1/clients/{seen}/users", {**_KNOWN_USER, "role": "business_admin"}, done=_USER_EXISTS
    ),
    "users.change": _stale("PATCH", "/v1/clients/{seen}/users/{lee}", role="user_admin"),
    "users.promote": _stale("PATCH", "/v1/clients/{seen}/users/{lee}", role="business_admin"),
    "users.demote_admin": _stale("PATCH", "/v1/clients/{seen}/users/{second_business}", role="user_admin"),
    "users.demote_owner": _stale("PATCH", "/v1/clients/{seen}/users/{business}", role="user_admin"),
    "users.remove_owner": Action("DELETE", "/v1/clients/{seen}/users/{business}"),
    "users.remove_hidden": Action("DELETE", "/v1/clients/{hidden}/users/{stranger}", done=(404, "not_found")),
    "activity.practice": Action("GET", "/v1/activity"),
    "activity.seen": Action("GET", "/v1/activity?client_id={seen}"),
    "activity.hidden": Action("GET", "/v1/activity?client_id={hidden}"),
    "emails.look_up": Action("POST", "/v1/user-lookups", {"email": "nobody@nowhere.example"}),
    "invitations.list_seen": Action("GET", "/v1/clients/{seen}/invitations"),
    "invitations.list_hidden": Action("GET", "/v1/clients/{hidden}/invitations"),
    "connections.list": Action("GET", "/v1/connections"),
    "connections.begin_seen": Action(
        "POST", "/v1/authorizations", {"provider": "xero", "client_id": "{seen}"}, done=(201, None)
    ),
    "connections.begin_hidden": Action(
        "POST", "/v1/authorizations", {"provider": "xero", "client_id": "{hidden}"}, done=(201, None)
    ),
    "connections.begin_for_any": Action("POST", "/v1/authorizations", {"provider": "xero"}, done=(201, None)),
    "sessions.read": Action("GET", "/v1/session"),
    "sessions.list": Action("GET", "/v1/sessions"),
    "sessions.end_anothers": Action("DELETE", "/v1/sessions/{anothers_session}"),
    "tokens.list": Action("GET", "/v1/api-tokens"),
    "tokens.end_anothers": Action("DELETE", "/v1/api-tokens/{anothers_token}"),
    "totp.read": Action("GET", "/v1/totp"),
    **permission_rest.ACTIONS,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One actor, one action, and what comes of it: a status, and the code where it is refused."""

    action: str
    actor: str
    expected: tuple[int, str | None]


def cells() -> list[Cell]:
    """The whole matrix. Raises ValueError where the table and the actions do not fit."""
    tables = (TABLE, permission_rest.TABLE, permission_notices.TABLE, permission_views.TABLE)
    lines = [line.split() for table in tables for line in table.strip().splitlines()]
    if tuple(lines[0]) != ACTORS or {line[0] for line in lines[1:]} != ACTIONS.keys():
        raise ValueError("the table names other actors or actions")
    marks = {line[0]: dict(zip(ACTORS, line[1:], strict=True)) for line in lines[1:]}
    return [
        Cell(action, actor, _expected(ACTIONS[action], mark))
        for action, actor, mark in permission_levels.with_levels(marks)
    ]


def _expected(action: Action, mark: str) -> tuple[int, str | None]:
    if mark == "+":
        return action.done
    if mark == "*":
        if action.elsewhere is None:
            raise ValueError(action.path)
        return action.elsewhere
    return REFUSALS[mark]
