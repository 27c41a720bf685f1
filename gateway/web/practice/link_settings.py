"""A practice's link: switched on or off, its ending, and its QR code to print."""

from __future__ import annotations

import io
from typing import Any

import segno

from contracts import access, accounts
from contracts.errors import InvalidInput, NotFound, Refusal, RoleRequired, StaleVersion, TooManyRequests
from gateway.http.responses import PAGE_HEADERS, Response
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_TRIED = (
    InvalidInput,
    StaleVersion,
    RoleRequired,
    TooManyRequests,
    accounts.HandleTaken,
    access.EmailNotConfirmed,
)
#: Pixels, or millimetres' worth of them, for each of the code's squares.
_SCALE = {"svg": 6, "png": 12}
_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def routes(visiting: Visits, public_url: str) -> list[Route]:
    def code(visit: Visit) -> Response:
        return _code(visit, public_url)

    return [
        visiting.shows("/settings/link", show),
        visiting.takes("/settings/link", change),
        visiting.shows("/settings/link/qr/{form}", code),
    ]


def show(visit: Visit) -> Response:
    link = accounts.get_practice_link(visit.rpc)
    return visit.page("practice/link_settings.html", link=link, values={"handle": link["handle"]})


def change(visit: Visit, form: Form) -> Response:
    wanted: dict[str, Any] = {"enabled": form.text("enabled") == "yes"}
    if form.text("handle"):
        wanted["handle"] = form.text("handle")
    wanted |= form.if_version()
    try:
        visit.rpc.forward(accounts.CHANGE_PRACTICE_LINK, wanted)
    except _TRIED as problem:
        return _again(visit, problem, form)
    return visit.go("/settings/link", done="saved")


def _again(visit: Visit, problem: Refusal, form: Form) -> Response:
    link = accounts.get_practice_link(visit.rpc)
    return visit.refused("practice/link_settings.html", problem, link=link, values=form)


def _code(visit: Visit, public_url: str) -> Response:
    """The link as a picture, to look at and to save. Raises `NotFound` while it is switched off."""
    form, path = visit.request.parameters["form"], accounts.get_practice_link(visit.rpc)["path"]
    if path is None or form not in _TYPES:
        raise NotFound(what="page or resource")
    drawn = io.BytesIO()
    # Printed small and held by strangers: a quarter of it may be covered.
    segno.make(f"{public_url}{path}", error="q", micro=False).save(drawn, kind=form, scale=_SCALE[form])
    name = f"{path.rpartition('/')[2]}-qr.{form}"
    how = "attachment" if visit.query.get("save") else "inline"
    headers = [("Content-Type", _TYPES[form]), ("Content-Disposition", f'{how}; filename="{name}"')]
    return Response(drawn.getvalue(), 200, headers, PAGE_HEADERS)
