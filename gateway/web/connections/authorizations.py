"""Signing in at a vendor of accounting software: leaving for it, coming back, choosing the organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from chassis.observability import logs
from contracts import accounts, connections
from contracts.errors import InvalidInput, Refusal, Unauthenticated
from gateway.calls import projection_lag
from gateway.calls.services import Services
from gateway.http.identity import credential_of
from gateway.http.rate_limits import Throttle
from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.web.kit import forms
from gateway.web.kit.forms import Form
from gateway.web.kit.rendering import redirect
from gateway.web.kit.visits import Route, Visit, Visits

_log = logs.get(__name__)

#: The callback's names for what the connections service takes.
_ANSWER = {"state": "state", "code": "code", "error": "error", "realmId": "realm_id"}


def routes(services: Services, throttle: Throttle, visiting: Visits, cookie_name: str) -> list[Route]:
    def callback(request: Request) -> Response:
        return come_back(request, services, throttle, cookie_name)

    return [
        ("GET", "/oauth/{provider}/callback", callback),
        visiting.takes("/authorizations", begin),
        visiting.shows("/authorizations/{authorization_id}", show),
        visiting.takes("/authorizations/{authorization_id}/organisation", choose),
        visiting.takes("/authorizations/{authorization_id}/clients", sync),
        visiting.takes("/authorizations/{authorization_id}/reconnections", reconnect),
    ]


def come_back(request: Request, services: Services, throttle: Throttle, cookie_name: str) -> Response:
    """What a vendor sends the browser back to. Who began the sign-in has to be signed in here."""
    credential = credential_of(request.environ, cookie_name)
    if credential is None:
        raise Unauthenticated()
    throttle.count_session(services.identities.of(credential).session_id)
    query = forms.query(request)
    answer = {ours: query[theirs] for theirs, ours in _ANSWER.items() if query.get(theirs)}
    arguments = {"provider": request.parameters["provider"], **answer}

    def complete() -> Mapping[str, Any]:
        request.act_as(services.identities.of(credential))
        return services.rpc.forward(connections.COMPLETE_AUTHORIZATION, arguments)

    try:
        completed = projection_lag.outwait(services.identities, credential, complete)
    except InvalidInput:
        raise connections.AuthorizationStateInvalid() from None
    return redirect(f"/authorizations/{completed['id']}")


def begin(visit: Visit, form: Form) -> Response:
    """Leave for the vendor, by a page of ours: a form may lead to our own pages only (its policy)."""
    purpose = form.given("provider", "client_id", "draft_id")
    begun = visit.rpc.forward(connections.BEGIN_AUTHORIZATION, {**purpose, "same_session": True})
    name = names(visit).get(purpose.get("provider", ""), "")
    return visit.page("connections/leaving.html", address=begun["authorization_url"], vendor=name)


def show(visit: Visit) -> Response:
    """How far a sign-in is; one that is done goes on to the page that began it."""
    found = _get(visit)
    if found["state"] in ("ready", "used") and found["draft_id"] is not None:
        _fill_in(visit, found)
        return redirect(wizard(found))
    return _page(visit, found)


def choose(visit: Visit, form: Form) -> Response:
    authorization_id = visit.request.parameters["authorization_id"]
    try:
        connections.choose_organisation(visit.rpc, authorization_id, form.text("organisation_id"))
    except (
        InvalidInput,
        connections.OrganisationAlreadyConnected,
        connections.AuthorizationNotReady,
    ) as problem:
        return _page(visit, _get(visit), problem)
    return visit.go(f"/authorizations/{authorization_id}")


def sync(visit: Visit, form: Form) -> Response:
    """Add a client for each ticked organisation; what became of each stands on the page that follows."""
    authorization_id = visit.request.parameters["authorization_id"]
    try:
        if not form.all("organisation_ids"):
            raise InvalidInput.at("/organisation_ids", "required", "Tick at least one organisation.")
        items = accounts.sync_clients(
            visit.rpc,
            authorization_id=authorization_id,
            organisation_ids=form.all("organisation_ids"),
            access={"everyone": form.get("everyone") == "yes"},
        )
    except (InvalidInput, connections.AuthorizationNotReady) as problem:
        return _page(visit, _get(visit), problem)
    created = sum(each["result"] == "created" for each in items)
    return visit.page("connections/synced.html", items=items, created=created)


def reconnect(visit: Visit, _form: Form) -> Response:
    connections.reconnect_many(visit.rpc, visit.request.parameters["authorization_id"])
    return visit.go("/connections", done="reconnected")


def names(visit: Visit) -> dict[str, str]:
    """The vendors' names by id."""
    return {each["id"]: each["name"] for each in connections.list_providers(visit.rpc)["items"]}


def wizard(authorization: Mapping[str, Any]) -> str:
    """Where a client is added with a sign-in."""
    named = {"draft": authorization["draft_id"], "authorization": authorization["id"]}
    return f"/clients/new?{urlencode({name: value for name, value in named.items() if value})}"


def _fill_in(visit: Visit, found: Mapping[str, Any]) -> None:
    """Let the draft know of its sign-in, once, with the organisation's name where it has none yet."""
    try:
        draft = accounts.get_draft(visit.rpc, found["draft_id"])
        if found["state"] == "ready" and draft.get("authorization_id") != found["id"]:
            chosen = next(each for each in found["organisations"] if each["id"] == found["organisation_id"])
            name = {} if draft.get("name") else {"name": chosen["name"]}
            accounts.change_draft(visit.rpc, draft_id=found["draft_id"], authorization_id=found["id"], **name)
    except Refusal as refusal:
        # Its page says what is the matter with the draft; the sign-in waits.
        _log.warning("draft_not_filled_in", refusal=refusal.code)


def _get(visit: Visit) -> Mapping[str, Any]:
    authorization_id = visit.request.parameters["authorization_id"]
    return connections.get_authorization(visit.rpc, authorization_id=authorization_id)


def _page(visit: Visit, found: Mapping[str, Any], problem: Refusal | None = None) -> Response:
    shown: Mapping[str, Any] = {
        "authorization": found,
        "vendor": names(visit)[found["provider"]],
        "chosen": next((o for o in found["organisations"] if o["id"] == found["organisation_id"]), None),
        "client": accounts.get_client(visit.rpc, found["client_id"]) if found["client_id"] else None,
        "broken": _broken(visit, found),
        "wizard": wizard(found),
    }
    if problem is not None:
        return visit.refused("connections/authorization.html", problem, **shown)
    return visit.page("connections/authorization.html", **shown)


def _broken(visit: Visit, found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The connections that this sign-in could mend; none where it is for one client."""
    if found["state"] not in ("ready", "choose_organisation") or found["client_id"] or found["draft_id"]:
        return []
    reached = {each["id"] for each in found["organisations"]}
    broken = connections.list_connections(
        visit.rpc, state="needs_reconnect", provider=found["provider"], limit=200
    )
    return [each for each in broken["items"] if each["organisation_id"] in reached]
