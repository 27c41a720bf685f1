"""The practice's team: who is a colleague, with which role, and who leaves (product.md 1.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contracts import access
from contracts.errors import InvalidInput, Refusal, RoleRequired, StaleVersion
from gateway.http.responses import Response
from gateway.web.kit import past_days
from gateway.web.kit.forms import Form
from gateway.web.kit.undo_offers import Undo
from gateway.web.kit.visits import Route, Visit, Visits
from gateway.web.team import leaver_review

ROLES = (
    ("standard", "Standard", "Sees only clients they have access to."),
    ("client_admin", "Client admin", "Sees every client; manages clients, colleagues and teams."),
    ("practice_admin", "Practice admin", "Everything, practice admins and the plan included."),
)
_PATH = "/team/colleagues/{user_id}"
_NOBODY = "nobody"


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/team", show),
        visiting.shows("/team/invite", ask),
        visiting.takes("/team/invite", invite),
        visiting.shows(_PATH, show_colleague),
        visiting.takes(_PATH, change),
        visiting.takes(f"{_PATH}/reactivate", reactivate),
        visiting.shows(f"{_PATH}/leave", ask_to_leave),
        visiting.takes(f"{_PATH}/leave", leave),
    ]


def show(visit: Visit) -> Response:
    found = access.list_colleagues(visit.rpc, limit=50, **visit.query.given("cursor"))
    teams = access.list_teams(visit.rpc, limit=200)["items"]
    return visit.page(
        "team/colleagues.html", colleagues=found["items"], next_cursor=found["next_cursor"], teams=teams,
        team_names=_names(teams), roles=_ROLE_WORDS,
    )  # fmt: skip


def ask(visit: Visit) -> Response:
    return visit.page("team/invite_colleague.html", values={"role": "standard"}, **_choices(visit))


def invite(visit: Visit, form: Form) -> Response:
    try:
        access.invite_colleague(
            visit.rpc,
            name=form.text("name"),
            email=form.text("email"),
            role=form.text("role"),
            permissions=form.all("permissions"),
            team_ids=form.all("team_ids"),
        )
    except (InvalidInput, RoleRequired, access.ColleagueExists) as problem:
        return visit.refused("team/invite_colleague.html", problem, values=form, **_choices(visit, form))
    return visit.go("/team", done="invited")


def show_colleague(visit: Visit) -> Response:
    colleague = access.get_colleague(visit.rpc, user_id=_user_id(visit))
    shown = {**_shown(visit, colleague), "values": colleague, "days": visit.query}
    try:
        at = past_days.read(visit.query)
        if at is not None:
            shown["then"] = access.get_colleague_access(
                visit.rpc, user_id=colleague["id"], at=at, **visit.query.given("cursor")
            )
    except InvalidInput as problem:
        return visit.refused("team/colleague.html", past_days.of_this_field(problem), **shown)
    return visit.page("team/colleague.html", **shown)


def change(visit: Visit, form: Form) -> Response:
    colleague = access.get_colleague(visit.rpc, user_id=_user_id(visit))
    try:
        changed = visit.rpc.forward(
            access.CHANGE_COLLEAGUE,
            {
                "user_id": colleague["id"],
                "role": form.text("role"),
                "permissions": form.all("permissions"),
                **form.if_version(),
            },
        )
    except (InvalidInput, RoleRequired, StaleVersion, access.Owner) as problem:
        return visit.refused("team/colleague.html", problem, values=form, **_shown(visit, colleague))
    visit.wait_for(changed["message_ids"])
    undo = Undo(_PATH.format(user_id=colleague["id"]), tuple(_as_it_was(colleague, changed["version"])))
    differs = any(changed[each] != colleague[each] for each in ("role", "permissions"))
    return visit.go("/team", done="changed", undo=undo if differs else None)


def reactivate(visit: Visit, _form: Form) -> Response:
    done = access.reactivate_colleague(visit.rpc, user_id=_user_id(visit))
    visit.wait_for(done["message_ids"])
    return visit.go("/team", done="reactivated")


def ask_to_leave(visit: Visit) -> Response:
    """Walk through what they manage, before anything happens."""
    colleague = access.get_colleague(visit.rpc, user_id=_user_id(visit))
    return visit.page("team/leave.html", **_leaving(visit, colleague))


def leave(visit: Visit, form: Form) -> Response:
    colleague = access.get_colleague(visit.rpc, user_id=_user_id(visit))
    successor = form.text("successor")
    handed_over: dict[str, Any] = {}
    if successor:
        handed_over["reassign_managed_clients_to"] = None if successor == _NOBODY else successor
    try:
        if form.text("how") == "remove":
            done = access.remove_colleague(visit.rpc, user_id=colleague["id"], **handed_over)
        else:
            done = access.deactivate_colleague(visit.rpc, user_id=colleague["id"], **handed_over)
    except access.ManagesClients:
        message = "Choose who manages their clients from now on, or nobody."
        problem: Refusal = InvalidInput.at("/successor", "required", message)
        return visit.refused("team/leave.html", problem, **_leaving(visit, colleague, form))
    except (InvalidInput, RoleRequired, access.Owner, access.ColleagueNotAccepted) as refusal:
        return visit.refused("team/leave.html", refusal, **_leaving(visit, colleague, form))
    visit.wait_for(done["message_ids"])
    if form.text("how") == "remove":
        return visit.go("/team", done="removed")
    back = f"{_PATH.format(user_id=colleague['id'])}/reactivate"
    # Clients that were handed over stay with whoever has them now.
    return visit.go("/team", done="deactivated", undo=Undo(back, words="Let them in again"))


def _as_it_was(colleague: Mapping[str, Any], version: int) -> Iterator[tuple[str, str]]:
    yield "version", str(version)
    yield "role", colleague["role"]
    for each in colleague["permissions"]:
        yield "permissions", each


_STATE_WORDS = {
    "active": "active", "invited": "invited", "deactivated": "deactivated", "removed": "no longer here"
}  # fmt: skip
_ROLE_WORDS = {role: words for role, words, _ in ROLES}


def _user_id(visit: Visit) -> str:
    return visit.request.parameters["user_id"]


def _names(teams: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {team["id"]: team["name"] for team in teams}


def _may_give(visit: Visit) -> list[tuple[str, str, str]]:
    """The roles that the visitor can give."""
    mine = visit.account["role"]
    return [role for role in ROLES if role[0] != "practice_admin" or mine == "practice_admin"]


def _choices(visit: Visit, form: Form | None = None) -> dict[str, Any]:
    teams = access.list_teams(visit.rpc, limit=200)["items"]
    chosen = {name: form.all(name) if form is not None else [] for name in ("permissions", "team_ids")}
    choices = [(team["id"], team["name"], "") for team in teams]
    return {"roles": _may_give(visit), "team_choices": choices, "chosen": chosen}


def _shown(visit: Visit, colleague: Mapping[str, Any]) -> Mapping[str, Any]:
    teams = access.list_teams(visit.rpc, limit=200)["items"]
    over = visit.account["role"] == "practice_admin" or colleague["role"] != "practice_admin"
    return {
        "colleague": colleague, "roles": _may_give(visit), "role_words": _ROLE_WORDS,
        "days": {}, "then": None, "states": _STATE_WORDS,
        "team_names": _names(teams), "over": over and not colleague["owner"],
    }  # fmt: skip


def _leaving(visit: Visit, colleague: Mapping[str, Any], form: Form | None = None) -> Mapping[str, Any]:
    others = [
        (each["id"], each["name"])
        for each in access.list_colleagues(visit.rpc, limit=200)["items"]
        if each["id"] != colleague["id"] and each["status"] == "active"
    ]
    how = (form or visit.query).text("how")
    if colleague["status"] != "active":
        how = "remove"
    return {
        "colleague": colleague,
        "others": [("", "Choose…"), *others, (_NOBODY, "Nobody, for now")],
        "values": {**(form or {}), "how": how or "deactivate"},
        **leaver_review.of(visit, colleague),
    }
