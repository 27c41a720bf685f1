"""A client's users and their invitations (product.md 1.1, 5.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts import access, accounts, invitations
from contracts.errors import InvalidInput, TooManyRequests
from gateway.calls import read_your_writes
from gateway.http.responses import Response
from gateway.web.kit import known_addresses
from gateway.web.kit.forms import Form
from gateway.web.kit.undo_offers import Undo
from gateway.web.kit.visits import Route, Visit, Visits

ROLES = (
    ("business_admin", "Business admin", "Everything in the account"),
    ("user_admin", "User admin", "Manages users who are not business admins"),
    ("standard_user", "Standard user", "Own documents only"),
)
_TRIED = (
    *(InvalidInput, TooManyRequests, accounts.ExistingUser, access.ClientUserExists, access.Owner),
    *(invitations.InvitationAccepted, invitations.InvitationBeingUsed, invitations.InvitationLimit),
)
_OF_PRACTICE, _OWN = "/clients/{client_id}/users", "/account/users"


def routes(visiting: Visits) -> list[Route]:
    found = []
    for path in (_OF_PRACTICE, _OWN):
        found += [
            visiting.shows(path, show),
            visiting.takes(path, add),
            visiting.takes(f"{path}/role", change_role),
            visiting.takes(f"{path}/removal", remove),
        ]
    found += [
        visiting.takes(f"{_OF_PRACTICE}/invitation", invite),
        visiting.takes(f"{_OF_PRACTICE}/resend", resend),
        visiting.takes(f"{_OF_PRACTICE}/revoke", revoke),
    ]
    return found


def show(visit: Visit) -> Response:
    return visit.page("clients/client_users.html", **_shown(visit))


def add(visit: Visit, form: Form) -> Response:
    """Somebody else in the account, with or without a login."""

    def act() -> Any:
        return access.add_client_user(
            visit.rpc,
            client_id=_client_id(visit),
            name=form.text("name"),
            email=form.text("email"),
            role=form.text("role") or "standard_user",
            invite=form.text("invite") == "yes",
            acknowledge_existing_user=bool(form.text("acknowledge")),
        )

    return _try(visit, form, act, "invited" if form.text("invite") == "yes" else "added")


def change_role(visit: Visit, form: Form) -> Response:
    user_id, wanted = form.text("user_id"), form.text("role")
    users = access.list_client_users(visit.rpc, client_id=_client_id(visit))["items"]
    before = next((each["role"] for each in users if each["id"] == user_id), wanted)

    def act() -> Any:
        return access.change_client_user(visit.rpc, client_id=_client_id(visit), user_id=user_id, role=wanted)

    undo = Undo(f"{_path(visit)}/role", (("user_id", user_id), ("role", before)))
    return _try(visit, form, act, "role", undo if before != wanted else None)


def remove(visit: Visit, form: Form) -> Response:
    def act() -> Any:
        return access.remove_client_user(visit.rpc, client_id=_client_id(visit), user_id=form.text("user_id"))

    return _try(visit, form, act, "removed")


def invite(visit: Visit, form: Form) -> Response:
    """The client's first user, by email and by text (product.md 2.8)."""

    def act() -> Any:
        return accounts.invite_to_client(
            visit.rpc,
            _client_id(visit),
            name=form.text("name"),
            email=form.text("email"),
            mobile=form.text("mobile") or None,
            acknowledge_existing_user=bool(form.text("acknowledge")),
        )

    return _try(visit, form, act, "invited")


def resend(visit: Visit, form: Form) -> Response:
    """New links for seven days, to a corrected address where one was given."""

    def act() -> Any:
        correction = form.given("email", "mobile")
        return invitations.resend_invitation(
            visit.rpc, invitation_id=form.text("invitation_id"), **correction
        )

    return _try(visit, form, act, "resent")


def revoke(visit: Visit, form: Form) -> Response:
    """Void all links. They are not taken up again: what takes it back is a new one."""
    invitation_id = form.text("invitation_id")
    undo = Undo(f"{_path(visit)}/resend", (("invitation_id", invitation_id),), "Send a new link")
    return _try(visit, form, lambda: invitations.revoke_invitation(visit.rpc, invitation_id), "revoked", undo)


def _try(visit: Visit, form: Form, act: Any, done: str, undo: Undo | None = None) -> Response:
    try:
        answered = act()
    except _TRIED as problem:
        known = _known(visit, form) if isinstance(problem, accounts.ExistingUser) else None
        return visit.refused(
            "clients/client_users.html", problem, values=form, **{**_shown(visit), "known": known}
        )
    read_your_writes.wait(visit.request, visit.services, (answered or {}).get("message_ids", []))
    return visit.go(_path(visit), done=done, undo=undo)


def _known(visit: Visit, form: Form) -> known_addresses.KnownAddress | None:
    """Whose address it is, where the practice's colleague may be told."""
    ours = "client_id" in visit.request.parameters
    return known_addresses.of(visit, form.text("email")) if ours else None


def _client_id(visit: Visit) -> str:
    """The client of the address; for its own people, the account they act for."""
    return visit.request.parameters.get("client_id") or str(visit.account["id"])


def _path(visit: Visit) -> str:
    client_id = visit.request.parameters.get("client_id")
    return f"/clients/{client_id}/users" if client_id else _OWN


def _shown(visit: Visit) -> Mapping[str, Any]:
    client_id = visit.request.parameters.get("client_id")
    users = access.list_client_users(visit.rpc, client_id=_client_id(visit))["items"]
    sent: Sequence[Mapping[str, Any]] = []
    if client_id is not None:
        client: Any = accounts.get_client(visit.rpc, client_id)
        sent = invitations.list_client_invitations(visit.rpc, client_id=client_id)["items"]
    else:
        client = visit.account
    return {
        "client": client,
        "base": _path(visit),
        "users": users,
        "known": None,
        "invitations": sent,
        "roles": ROLES,
        "role_names": {role: words for role, words, _ in ROLES},
    }
