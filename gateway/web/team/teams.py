"""Teams of colleagues, made, changed and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import access
from contracts.errors import InvalidInput, StaleVersion
from gateway.http.responses import Response
from gateway.web.kit import people
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_PATH = "/team/teams/{team_id}"


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/team/new-team", ask),
        visiting.takes("/team/new-team", create),
        visiting.shows(_PATH, show),
        visiting.takes(_PATH, change),
        visiting.shows(f"{_PATH}/delete", ask_to_delete),
        visiting.takes(f"{_PATH}/delete", delete),
    ]


def ask(visit: Visit) -> Response:
    return visit.page("team/team.html", team=None, chosen=[], **_people(visit))


def create(visit: Visit, form: Form) -> Response:
    try:
        done = access.create_team(visit.rpc, name=form.text("name"), member_ids=form.all("member_ids"))
    except (InvalidInput, access.TeamNameTaken) as problem:
        return visit.refused(
            "team/team.html", problem, team=None, values=form, chosen=form.all("member_ids"), **_people(visit)
        )
    visit.wait_for(done["message_ids"])
    return visit.go("/team", done="team-made")


def show(visit: Visit) -> Response:
    team = _team(visit)
    return visit.page("team/team.html", team=team, values=team, chosen=team["member_ids"], **_people(visit))


def change(visit: Visit, form: Form) -> Response:
    team = _team(visit)
    try:
        done = access.change_team(
            visit.rpc,
            team_id=team["id"],
            name=form.text("name"),
            member_ids=form.all("member_ids"),
            **form.if_version(),
        )
    except (InvalidInput, StaleVersion, access.TeamNameTaken) as problem:
        return visit.refused(
            "team/team.html", problem, team=team, values=form, chosen=form.all("member_ids"), **_people(visit)
        )
    visit.wait_for(done["message_ids"])
    return visit.go("/team", done="team-changed")


def ask_to_delete(visit: Visit) -> Response:
    return visit.page("team/delete_team.html", team=_team(visit))


def delete(visit: Visit, _form: Form) -> Response:
    visit.wait_for(access.delete_team(visit.rpc, team_id=visit.request.parameters["team_id"])["message_ids"])
    return visit.go("/team", done="team-deleted")


def _team(visit: Visit) -> Mapping[str, Any]:
    return access.get_team(visit.rpc, team_id=visit.request.parameters["team_id"])


def _people(visit: Visit) -> Mapping[str, Any]:
    present = people.colleagues(visit)
    return {"people": [(each["id"], each["name"], each["email"]) for each in present]}
