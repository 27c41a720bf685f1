"""Addresses that events are sent to: made, tested, changed, with the log of what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import connections
from contracts.errors import InvalidInput, Refusal
from gateway.http.responses import Response
from gateway.web.integrations.event_words import CHOICES, WORDS
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_PATH = "/integrations/{endpoint_id}"
_STATES = ("pending", "delivered", "failed", "skipped")


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/integrations", show_all),
        visiting.takes("/integrations", create),
        visiting.shows(_PATH, show),
        visiting.takes(_PATH, change),
        visiting.takes(f"{_PATH}/test", send_test),
        visiting.takes(f"{_PATH}/resend", resend),
        visiting.takes(f"{_PATH}/rotate", rotate),
        visiting.takes(f"{_PATH}/switch", switch),
        visiting.takes(f"{_PATH}/certificate", take_certificate_away),
        visiting.shows(f"{_PATH}/delete", ask_to_delete),
        visiting.takes(f"{_PATH}/delete", delete),
    ]


def show_all(visit: Visit) -> Response:
    return visit.page(
        "integrations/webhook_endpoints.html", **_all(visit), values={"ordered": "yes"}, chosen=[]
    )


def create(visit: Visit, form: Form) -> Response:
    """The page of the new one is the only one that shows its secret."""
    try:
        made = visit.rpc.forward(connections.CREATE_WEBHOOK_ENDPOINT, _entered(form))
    except (InvalidInput, connections.WebhookEndpointLimit) as problem:
        return visit.refused(
            "integrations/webhook_endpoints.html",
            problem,
            values=form,
            chosen=form.all("types"),
            **_all(visit),
        )
    return _page(visit, made, secret=made["secret"])


def show(visit: Visit) -> Response:
    return _page(visit, _one(visit))


def change(visit: Visit, form: Form) -> Response:
    endpoint = _one(visit)
    try:
        connections.change_webhook_endpoint(visit.rpc, endpoint["id"], **_entered(form))
    except InvalidInput as problem:
        return _page(visit, endpoint, problem=problem, form=form)
    return visit.go(f"/integrations/{endpoint['id']}", done="changed")


def send_test(visit: Visit, _form: Form) -> Response:
    return _do(visit, "tested", lambda one: connections.send_webhook_test(visit.rpc, one))


def resend(visit: Visit, form: Form) -> Response:
    """One delivery, or all that failed."""
    delivery = form.text("delivery_id")
    what = {"delivery_id": delivery} if delivery else {"failed": True}
    return _do(visit, "resent", lambda one: connections.resend_webhook_deliveries(visit.rpc, one, **what))


def rotate(visit: Visit, _form: Form) -> Response:
    made = connections.rotate_webhook_secret(visit.rpc, visit.request.parameters["endpoint_id"])
    return _page(visit, made, secret=made["secret"])


def switch(visit: Visit, form: Form) -> Response:
    on = form.text("enabled") == "yes"
    done = "enabled" if on else "disabled"
    return _do(visit, done, lambda one: connections.change_webhook_endpoint(visit.rpc, one, enabled=on))


def take_certificate_away(visit: Visit, _form: Form) -> Response:
    without: dict[str, Any] = {"client_certificate": None}
    return _do(
        visit, "uncertified", lambda one: connections.change_webhook_endpoint(visit.rpc, one, **without)
    )


def ask_to_delete(visit: Visit) -> Response:
    return visit.page("integrations/delete_endpoint.html", endpoint=_one(visit))


def delete(visit: Visit, _form: Form) -> Response:
    connections.delete_webhook_endpoint(visit.rpc, visit.request.parameters["endpoint_id"])
    return visit.go("/integrations", done="deleted")


def _do(visit: Visit, done: str, act: Any) -> Response:
    endpoint_id = visit.request.parameters["endpoint_id"]
    try:
        act(endpoint_id)
    except connections.WebhookEndpointDisabled as problem:
        return _page(visit, _one(visit), problem=problem)
    return visit.go(f"/integrations/{endpoint_id}", done=done)


def _entered(form: Form) -> dict[str, Any]:
    """What a form says of an endpoint; without a choice of events, all are meant.

    A certificate that is there stays where none is pasted.
    """
    pair = {name: form.text(f"client_certificate.{name}") for name in ("certificate", "private_key")}
    return {
        **({"client_certificate": pair} if any(pair.values()) else {}),
        "url": form.text("url"),
        "description": form.text("description"),
        "types": form.all("types") or None,
        "ordered": form.text("ordered") != "no",
    }


def _all(visit: Visit) -> dict[str, Any]:
    return {"endpoints": connections.list_webhook_endpoints(visit.rpc)["items"], "types": CHOICES}


def _one(visit: Visit) -> Mapping[str, Any]:
    return connections.get_webhook_endpoint(visit.rpc, visit.request.parameters["endpoint_id"])


def _page(
    visit: Visit,
    endpoint: Mapping[str, Any],
    *,
    secret: str | None = None,
    problem: Refusal | None = None,
    form: Form | None = None,
) -> Response:
    query = visit.query.given("state", "cursor")
    state = query.get("state") if query.get("state") in _STATES else None
    found = connections.list_webhook_deliveries(
        visit.rpc, endpoint["id"], state=state, limit=50, cursor=query.get("cursor")
    )
    stored = {**endpoint, "ordered": "yes" if endpoint["ordered"] else "no"}
    values: dict[str, Any] = {
        "endpoint": endpoint,
        "secret": secret,
        "deliveries": found["items"],
        "next_cursor": found["next_cursor"],
        "state": state,
        "types": CHOICES,
        "words": WORDS,
        "values": stored if form is None else form,
        "chosen": endpoint["types"] or [] if form is None else form.all("types"),
    }
    template = "integrations/webhook_endpoint.html"
    return visit.page(template, **values) if problem is None else visit.refused(template, problem, **values)
