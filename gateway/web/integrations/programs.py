"""Accounts of programs: added with what they may do, given new secrets, removed."""

from __future__ import annotations

from typing import Any

from contracts import access
from contracts.errors import InvalidInput
from gateway.http.responses import Response
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_PATH = "/integrations/programs"
_ONE = f"{_PATH}/{{program_id}}"
_PARTS = {
    "practice": "The practice and its settings",
    "team": "Colleagues and teams",
    "clients": "Clients, their people and their access",
    "documents": "Documents of clients",
    "imports": "Imports of clients",
    "invitations": "Invitations",
    "connections": "Accounting software",
    "events": "The event feed",
    "activity": "The activity log",
}


def _words(scope: str) -> str:
    part, _, verb = scope.partition(":")
    return f"{_PARTS[part]}: {'read' if verb == 'read' else 'read and change'}"


#: Each scope with its words.
SCOPES = [(scope.value, _words(scope.value), "") for scope in access.ProgramScope]
ROLES = [
    ("standard", "Clients that it is given access to", "As a colleague is, by the number shown in the list."),
    ("client_admin", "Every client", ""),
]


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows(_PATH, show),
        visiting.takes(_PATH, create),
        visiting.takes(f"{_ONE}/rotate", rotate),
        visiting.shows(f"{_ONE}/delete", ask_to_end),
        visiting.takes(f"{_ONE}/delete", end),
    ]


def show(visit: Visit) -> Response:
    return _page(visit)


def create(visit: Visit, form: Form) -> Response:
    """The one page that shows the secret."""
    networks = form.text("networks").replace(",", " ").split()
    entered: dict[str, Any] = {
        "name": form.text("name"),
        "scopes": form.all("scopes"),
        "role": form.text("role") or "standard",
        "networks": networks,
        "expires_in_days": form.text("expires_in_days") or 365,
    }
    try:
        made = access.create_program(visit.rpc, **entered)
    except (InvalidInput, access.ProgramLimit) as problem:
        return visit.refused(
            "integrations/programs.html", problem, values=form, chosen=form.all("scopes"), **_shown(visit)
        )
    return _page(visit, secret=made)


def rotate(visit: Visit, _form: Form) -> Response:
    return _page(visit, secret=access.rotate_program(visit.rpc, visit.request.parameters["program_id"]))


def ask_to_end(visit: Visit) -> Response:
    program = access.get_program(visit.rpc, visit.request.parameters["program_id"])
    return visit.page("integrations/end_program.html", program=program)


def end(visit: Visit, _form: Form) -> Response:
    visit.wait_for(access.end_program(visit.rpc, visit.request.parameters["program_id"])["message_ids"])
    return visit.go(_PATH, done="ended")


def _page(visit: Visit, secret: access.ProgramWithSecret | None = None) -> Response:
    shown = _shown(visit) | {"secret": secret}
    return visit.page("integrations/programs.html", values={"role": "standard"}, chosen=[], **shown)


def _shown(visit: Visit) -> dict[str, Any]:
    words = {value: said for value, said, _ in SCOPES}
    return {
        "programs": access.list_programs(visit.rpc)["items"],
        "scopes": SCOPES,
        "roles": ROLES,
        "words": words,
        "secret": None,
    }
