"""A client's accounting software: connect, reconnect, change, disconnect (product.md 6)."""

from __future__ import annotations

from typing import Any

from contracts import accounts, connections
from contracts.access.states import AccessLevel
from contracts.errors import LevelRequired, NotFound, Refusal
from gateway.http.responses import Response
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_PATH = "/clients/{client_id}/connection"


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows(_PATH, show),
        visiting.takes(_PATH, connect),
        visiting.takes(f"{_PATH}/check", check),
        visiting.shows(f"{_PATH}/disconnect", ask),
        visiting.takes(f"{_PATH}/disconnect", disconnect),
    ]


def show(visit: Visit) -> Response:
    return visit.page("clients/client_connection.html", **_shown(visit))


def connect(visit: Visit, form: Form) -> Response:
    """Connect the client with a sign-in that is done; to leave another organisation for it is asked for."""
    client_id = visit.request.parameters["client_id"]
    authorization_id = form.text("authorization_id")
    try:
        connections.connect_client(
            visit.rpc, client_id, authorization_id, replace=form.text("replace") == "yes"
        )
    except connections.ConnectionExists as problem:
        return visit.refused(
            "clients/client_connection_replace.html",
            problem,
            authorization_id=authorization_id,
            **_shown(visit),
        )
    except (connections.AuthorizationNotReady, connections.OrganisationAlreadyConnected) as problem:
        return _again(visit, problem)
    return visit.go(_here(client_id), done="connected")


def check(visit: Visit, _form: Form) -> Response:
    """Ask the vendor now whether it works."""
    client_id = visit.request.parameters["client_id"]
    before = connections.get_connection(visit.rpc, client_id)["checked_at"]
    found = connections.check_connection(visit.rpc, client_id)
    if found["state"] == "needs_reconnect":
        return visit.go(_here(client_id))
    return visit.go(_here(client_id), done="checked" if found["checked_at"] != before else "not-checked")


def ask(visit: Visit) -> Response:
    """Raises `LevelRequired` before anything is asked that would be refused."""
    shown = _shown(visit)
    held = shown["client"].get("level", AccessLevel.MANAGE)
    if held != AccessLevel.MANAGE:
        raise LevelRequired(level=AccessLevel.MANAGE, held=held)
    if shown["connection"] is None:
        return visit.go(_here(shown["client"]["id"]))
    return visit.page("clients/client_connection_disconnect.html", **shown)


def disconnect(visit: Visit, _form: Form) -> Response:
    client_id = visit.request.parameters["client_id"]
    connections.disconnect_client(visit.rpc, client_id)
    return visit.go(_here(client_id), done="disconnected")


def _again(visit: Visit, problem: Refusal) -> Response:
    return visit.refused("clients/client_connection.html", problem, **_shown(visit))


def _here(client_id: str) -> str:
    return _PATH.format(client_id=client_id)


def _shown(visit: Visit) -> dict[str, Any]:
    client = accounts.get_client(visit.rpc, visit.request.parameters["client_id"])
    providers = connections.list_providers(visit.rpc)["items"]
    try:
        connection = connections.get_connection(visit.rpc, client["id"])
    except NotFound:
        connection = None
    # Accounts of the release before does not say; and what is connected needs no saying.
    said = client.get("software") if connection is None else None
    return {
        "client": client,
        "connection": connection,
        "said": said,
        "providers": sorted(providers, key=lambda each: each["id"] != said),
        "names": {each["id"]: each["name"] for each in providers},
    }
