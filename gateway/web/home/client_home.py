"""Where somebody acting for a client account begins; inviting an accountant (product.md 7.1)."""

from __future__ import annotations

from contracts import accounts
from contracts.accounts import NamedPractice
from contracts.errors import InvalidInput, Refusal, TooManyRequests
from gateway.http.responses import Response
from gateway.web.branding import branded
from gateway.web.home import client_guide
from gateway.web.kit.forms import Form
from gateway.web.kit.rendering import redirect
from gateway.web.kit.visits import Route, Visit, Visits


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/account", show),
        visiting.takes("/account/accountant", invite_accountant),
    ]


def show(visit: Visit) -> Response:
    if visit.account["kind"] == "practice":
        return redirect("/home")
    return _page(visit)


def invite_accountant(visit: Visit, form: Form) -> Response:
    """Ask a practice to take the account on, by the email of one of its admins."""
    email = form.text("practice_admin_email")
    try:
        accounts.request_practice(visit.rpc, practice_admin_email=email)
    except (InvalidInput, TooManyRequests) as problem:
        return _page(visit, problem, form)
    return visit.go("/account", done="asked")


def _practice(visit: Visit) -> NamedPractice | None:
    """Whose list the account is on; not said where accounts is of the release before."""
    try:
        return accounts.get_own_practice(visit.rpc)["practice"]
    except Refusal:
        return None


def _page(visit: Visit, problem: Refusal | None = None, form: Form | None = None) -> Response:
    admin = visit.account["role"] == "business_admin"
    practice = _practice(visit)
    state = client_guide.load(visit, practice["name"] if practice else None)
    shown = {
        "guide": client_guide.of(state),
        "client": state.client,
        "practice": practice,
        "branded": branded.look_up(visit.rpc, practice["name"], practice["id"]) if practice else None,
        "admin": admin,
        "may_manage_users": visit.account["role"] in ("business_admin", "user_admin"),
        "requests": accounts.list_practice_requests(visit.rpc)["items"] if admin else [],
    }
    if problem is not None:
        return visit.refused("home/client_home.html", problem, values=form or {}, **shown)
    return visit.page("home/client_home.html", **shown)
