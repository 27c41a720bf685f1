"""First invitations of many clients at once: whom to invite, typed in place, and how far the sending is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from contracts import accounts
from contracts.access.states import AccessLevel
from contracts.errors import FieldError, InvalidInput, NotFound
from gateway.http.responses import Response
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_CHOOSE = "/clients/invite"
_ONE = "/invitations/many/{bulk_invitation_id}"
#: Clients whose people are typed on one page.
_A_PAGE = 100
_PARTS = ("name", "email", "mobile")
#: Filters of the clients' list; of them only those that nobody is invited to are shown here.
_FILTERS = ("q", "type", "connection", "colleague_id", "responsible", "view", "cursor")
RESULTS = {
    "waiting": ("Waiting", "plain"),
    "invited": ("Invited", "good"),
    "refused": ("Not invited", "bad"),
}
STATES = {"sending": "Being sent", "stopped": "Stopped", "done": "Done"}


class Line(NamedTuple):
    """A client on the form, with the person as far as they are known; `known` is the client's own address."""

    client_id: str
    client_name: str
    known: str
    name: str
    email: str
    mobile: str


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows(_CHOOSE, of_filters),
        visiting.takes(_CHOOSE, of_ticked),
        visiting.takes(f"{_CHOOSE}/send", send),
        visiting.shows(_ONE, show),
        visiting.takes(f"{_ONE}/stop", _does(accounts.stop_bulk_invitation)),
        visiting.takes(f"{_ONE}/resume", _does(accounts.resume_bulk_invitation)),
    ]


def of_filters(visit: Visit) -> Response:
    """The clients of the list's filters to whom nobody is invited yet, and somebody can be by who looks."""
    query = visit.query.given(*_FILTERS)
    wanted: dict[str, Any] = {**query, "status": "active", "invitation": "none", "limit": _A_PAGE}
    if not visit.is_admin:
        wanted["level"] = AccessLevel.WORK
    try:
        found = accounts.list_clients(visit.rpc, **wanted)
    except (InvalidInput, NotFound, accounts.PlanRequired):
        return visit.go(_CHOOSE)
    following = found["next_cursor"]
    return _form(
        visit,
        [_known(client) for client in found["items"]],
        following=f"{_CHOOSE}?{urlencode({**query, 'cursor': following})}" if following else None,
    )


def of_ticked(visit: Visit, form: Form) -> Response:
    """The clients that were ticked in the list, but for those that somebody is invited to, or that went."""
    ids = [value.partition(" ")[0] for value in form.all("client")]
    clients = [client for client_id in ids[:_A_PAGE] if (client := _there(visit, client_id)) is not None]
    workable = [client for client in clients if client.get("level") != AccessLevel.VIEW]
    lines = [_known(client) for client in workable if client["invitation"] is None]
    return _form(visit, lines, invited=len(workable) - len(lines))


def _there(visit: Visit, client_id: str) -> Mapping[str, Any] | None:
    try:
        return accounts.get_client(visit.rpc, client_id)
    except NotFound:
        return None


def send(visit: Visit, form: Form) -> Response:
    """Begin, for the clients that somebody is named for; those left empty are left out."""
    lines = _lines(form)
    typed = [(at, line) for at, line in enumerate(lines) if _is_typed(line)]
    try:
        if not typed:
            raise InvalidInput.at(
                "/invitations/0/email",
                "required",
                "Enter at least one person with a name and an email address.",
            )
        begun = accounts.invite_many(
            visit.rpc,
            [_wanted(line) for _, line in typed],
            acknowledge_existing_users=form.text("acknowledge") == "yes",
        )
    except InvalidInput as invalid:
        places = {str(of_request): at for of_request, (at, _) in enumerate(typed)}
        problem = InvalidInput([_on_form(error, places) for error in invalid.errors])
        return _form(visit, lines, problem, acknowledge=form.text("acknowledge"))
    except accounts.BulkInvitationLimit as problem:
        return _form(visit, lines, problem, acknowledge=form.text("acknowledge"))
    return visit.go(_ONE.format(bulk_invitation_id=begun["id"]))


def show(visit: Visit) -> Response:
    return visit.page("invitations/many.html", **_shown(visit))


def _does(call: Callable[[Any, str], Any]) -> Callable[[Visit, Form], Response]:
    def do(visit: Visit, _form: Form) -> Response:
        bulk_id = visit.request.parameters["bulk_invitation_id"]
        try:
            call(visit.rpc, bulk_id)
        except accounts.BulkInvitationState as problem:
            return visit.refused("invitations/many.html", problem, **_shown(visit))
        return visit.go(_ONE.format(bulk_invitation_id=bulk_id))

    return do


def _known(client: Mapping[str, Any]) -> Line:
    """A self-employed client is the person to invite; of a business at most the address is known."""
    themself = client["type"] == "self_employed"
    email = client["email"] or ""
    return Line(client["id"], client["name"], email, client["name"] if themself else "", email, "")


def _lines(form: Form) -> list[Line]:
    """The form as it was sent."""
    lines = list[Line]()
    while (client_id := form.get(f"invitations.{len(lines)}.client_id")) is not None:
        here = f"invitations.{len(lines)}"
        said = (form.text(f"{here}.{part}") for part in _PARTS)
        known = form.text(f"{here}.known")
        lines.append(Line(client_id, form.text(f"{here}.client_name"), known, *said))
    return lines


def _is_typed(line: Line) -> bool:
    """Whether somebody is named: an address that stood there already names nobody."""
    return bool(line.name or line.mobile or line.email not in ("", line.known))


def _wanted(line: Line) -> dict[str, str]:
    """What is left empty is said to be missing, unless the client is the person."""
    typed = zip(_PARTS, (line.name, line.email, line.mobile), strict=True)
    return {"client_id": line.client_id, **{part: value for part, value in typed if value}}


def _on_form(error: FieldError, places: Mapping[str, int]) -> FieldError:
    """An error at its line of the form, which has those too that are left out."""
    _, _, at, *rest = error["pointer"].split("/")
    field = "email" if rest == ["client_id"] or not rest else rest[0]
    return {**error, "pointer": f"/invitations/{places.get(at, 0)}/{field}"}


def _form(
    visit: Visit,
    lines: Sequence[Line],
    problem: Any = None,
    *,
    acknowledge: str = "",
    following: str | None = None,
    invited: int = 0,
) -> Response:
    values = {
        f"invitations.{at}.{part}": value
        for at, line in enumerate(lines)
        for part, value in zip(_PARTS, (line.name, line.email, line.mobile), strict=True)
    }
    shown: dict[str, Any] = {
        "lines": lines,
        "values": {**values, "acknowledge": acknowledge},
        "following": following,
        "invited": invited,
    }
    if problem is not None:
        return visit.refused("invitations/invite_many.html", problem, **shown)
    return visit.page("invitations/invite_many.html", **shown)


def _shown(visit: Visit) -> dict[str, Any]:
    bulk_id = visit.request.parameters["bulk_invitation_id"]
    result = visit.query.get("result")
    cursor = visit.query.text("cursor")
    after = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 9 else 0
    which = {"result": result} if result in RESULTS else {}
    found = accounts.get_bulk_invitation(visit.rpc, bulk_id)
    rows = accounts.list_bulk_rows(visit.rpc, bulk_id, limit=50, cursor=after, **which)
    done = found["total"] - found["counts"].get("waiting", 0)
    return {
        "found": found,
        "done_of": done,
        "rows": rows["items"],
        "next_cursor": rows["next_cursor"],
        "which": which,
        "results": RESULTS,
        "states": STATES,
        "working": found["state"] == "sending",
    }
