"""A user's own page: the password, the authenticator app, where they are signed in, their API tokens."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from contracts import access
from contracts.errors import InvalidInput, Refusal, TooManyRequests
from gateway.http.responses import Response
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_TRIED = (InvalidInput, TooManyRequests, access.TotpEnabled, access.TotpNotEnabled)


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/profile", show),
        visiting.takes("/profile/password", change_password),
        visiting.takes("/profile/sessions/end", end_session),
        visiting.takes("/profile/tokens", create_token),
        visiting.takes("/profile/tokens/end", end_token),
        visiting.shows("/profile/authenticator", ask_for_password),
        visiting.takes("/profile/authenticator", begin),
        visiting.takes("/profile/authenticator/confirm", confirm),
        visiting.takes("/profile/authenticator/recovery-codes", renew_codes),
        visiting.takes("/profile/authenticator/disable", disable),
    ]


def show(visit: Visit) -> Response:
    return visit.page("profile/own_profile.html", token=None, **_shown(visit))


def change_password(visit: Visit, form: Form) -> Response:
    try:
        done = access.change_password(
            visit.rpc,
            current_password=form.get("current_password", ""),
            password=form.get("password", ""),
        )
    except (InvalidInput, TooManyRequests) as problem:
        return _again(visit, problem)
    visit.wait_for(done["message_ids"])
    return visit.go("/profile", done="password")


def end_session(visit: Visit, form: Form) -> Response:
    visit.wait_for(access.end_own_session(visit.rpc, session_id=form.text("session_id"))["message_ids"])
    return visit.go("/profile", done="session")


def create_token(visit: Visit, form: Form) -> Response:
    """The one page that shows the token."""
    days = form.text("expires_in_days")
    try:
        made = visit.rpc.forward(
            access.CREATE_API_TOKEN,
            {"name": form.text("name"), "scopes": form.all("scopes"), "expires_in_days": days or 90},
        )
    except InvalidInput as problem:
        return _again(visit, problem, form)
    return visit.page("profile/own_profile.html", token=made, **_shown(visit))


def end_token(visit: Visit, form: Form) -> Response:
    visit.wait_for(access.end_api_token(visit.rpc, token_id=form.text("token_id"))["message_ids"])
    return visit.go("/profile", done="token")


def ask_for_password(visit: Visit) -> Response:
    return visit.page("profile/authenticator_password.html", totp=access.get_totp(visit.rpc))


def begin(visit: Visit, form: Form) -> Response:
    try:
        begun = access.begin_totp(visit.rpc, password=form.get("password", ""))
    except _TRIED as problem:
        return visit.refused("profile/authenticator_password.html", problem, totp=access.get_totp(visit.rpc))
    return _set_up(visit, begun["secret"], begun["qr_svg"])


def confirm(visit: Visit, form: Form) -> Response:
    try:
        codes = access.confirm_totp(visit.rpc, code=form.text("code"))
    except (InvalidInput, TooManyRequests) as problem:
        return visit.refused(
            "profile/authenticator_confirm.html", problem, secret=form.text("secret"), qr=None
        )
    return visit.page("profile/authenticator_codes.html", codes=codes)


def renew_codes(visit: Visit, form: Form) -> Response:
    try:
        codes = access.renew_recovery_codes(visit.rpc, password=form.get("password", ""))
    except _TRIED as problem:
        return visit.refused("profile/authenticator_password.html", problem, totp=access.get_totp(visit.rpc))
    return visit.page("profile/authenticator_codes.html", codes=codes)


def disable(visit: Visit, form: Form) -> Response:
    try:
        access.disable_totp(visit.rpc, password=form.get("password", ""))
    except _TRIED as problem:
        return visit.refused("profile/authenticator_password.html", problem, totp=access.get_totp(visit.rpc))
    return visit.go("/profile", done="authenticator-off")


def _set_up(visit: Visit, secret: str, drawing: str) -> Response:
    # Drawn by access of nothing that anybody typed but an address, which is encoded in squares.
    return visit.page("profile/authenticator_confirm.html", secret=secret, qr=Markup(drawing))  # noqa: S704  see above


def _again(visit: Visit, problem: Refusal, form: Form | None = None) -> Response:
    return visit.refused("profile/own_profile.html", problem, values=form or {}, token=None, **_shown(visit))


#: Looked for in this order: most browsers call themselves by the others' names too.
_BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac",
    "Linux": "Linux",
}  # fmt: skip


def _browser(user_agent: str | None) -> str:
    """Such as Firefox on Windows; what is neither is shown as it calls itself."""
    said = user_agent or "Unknown"
    browser = next((name for mark, name in _BROWSERS.items() if mark in said), None)
    system = next((name for mark, name in _SYSTEMS.items() if mark in said), None)
    return f"{browser} on {system}" if browser and system else said


def _shown(visit: Visit) -> dict[str, Any]:
    sessions = access.list_own_sessions(visit.rpc)["items"]
    return {
        "totp": access.get_totp(visit.rpc),
        "sessions": [{**each, "browser": _browser(each["user_agent"])} for each in sessions],
        "tokens": access.list_api_tokens(visit.rpc)["items"],
    }
