"""What a client's own people set up for themselves, in a list that ticks itself (product.md 1, 2.8, 5.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from contracts import access, accounts
from contracts.access.states import ClientRole
from contracts.errors import Refusal
from gateway.web.kit import wording
from gateway.web.kit.checklists import Checklist, Item
from gateway.web.kit.rendering import VENDORS
from gateway.web.kit.visits import Visit

Found = TypeVar("Found")
_MANAGERS = (ClientRole.BUSINESS_ADMIN, ClientRole.USER_ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """None where it is not for the reader to see, or cannot be said now."""

    authenticator: bool | None
    client: Mapping[str, Any] | None
    users: int | None
    documents: int | None
    practice: str | None


def load(visit: Visit, practice: str | None) -> AccountState:
    """What each service knows; the page does without what cannot be said now."""
    rpc, own = visit.rpc, str(visit.account["id"])
    manages = visit.account["role"] in _MANAGERS
    return AccountState(
        authenticator=_known(lambda: access.get_totp(rpc)["enabled"]),
        client=_known(lambda: accounts.get_client(rpc, own)) if manages else None,
        users=_known(lambda: len(access.list_client_users(rpc, client_id=own, limit=2)["items"]))
        if manages
        else None,
        documents=_known(lambda: len(accounts.list_documents(rpc, client_id=own, limit=1)["items"])),
        practice=practice,
    )


def of(state: AccountState) -> Checklist:
    found = (_sign_in(state), _software(state), _documents(state), _colleagues(state))
    return Checklist("Set up your account", [item for item in found if item is not None])


def _sign_in(state: AccountState) -> Item | None:
    if state.authenticator is None:
        return None
    if state.authenticator:
        return Item("good", "Signing in needs your authenticator app", (), None)
    hint = "Your password works. A code of an app on your phone keeps others out who learn it."
    return Item("plain", "Protect your sign-in with an authenticator app", (hint,), "profile/authenticator")


def _software(state: AccountState) -> Item | None:
    """It is connected from the practice's side (product.md 2.3)."""
    if state.client is None:
        return None
    found = state.client["connection"]
    turn = f"{state.practice}’s turn" if state.practice else "Your accountant’s turn"
    if found is None:
        hint = "Xero, Sage, QuickBooks or FreeAgent: your accountant connects it with you."
        return Item("plain", "Connect your accounting software", (hint,), None, turn)
    words, kind = wording.connection(found, VENDORS)
    if kind == "good":
        return Item(kind, f"{words} is connected", (), None)
    return Item(kind, words, (), None, turn, "Until it is mended, nothing can be read from it.")


def _documents(state: AccountState) -> Item | None:
    if state.documents is None:
        return None
    if state.documents:
        return Item("good", "A first document is here", (), None)
    by_email = state.client is not None and state.client["status"] == "active"
    hint = "By email to the address above, or uploaded." if by_email else "Upload a receipt or an invoice."
    return Item("plain", "Send a first document", (hint,), "account/documents")


def _colleagues(state: AccountState) -> Item | None:
    if state.users is None:
        return None
    if state.users > 1:
        return Item("good", "A colleague is in the account too", (), None)
    return Item("plain", "Invite a colleague", ("Whoever helps with the books, or signs.",), "account/users")


def _known(ask: Callable[[], Found]) -> Found | None:
    try:
        return ask()
    except Refusal:
        return None
