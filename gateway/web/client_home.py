"""Where somebody acting for a client account begins."""

from __future__ import annotations

from gateway.responses import Response
from gateway.web.rendering import redirect
from gateway.web.visits import Route, Visit, Visits


def routes(visiting: Visits) -> list[Route]:
    return [visiting.shows("/account", show)]


def show(visit: Visit) -> Response:
    if visit.account["kind"] == "practice":
        return redirect("/clients")
    return visit.page("client_home.html")
