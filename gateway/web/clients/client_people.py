"""Who there is at a client: who can sign in, and who is invited to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from contracts import access, accounts, invitations
from contracts.access.states import ClientUserStatus
from contracts.errors import Refusal
from gateway.web.kit.visits import Visit

#: Invitations after which somebody is still to come.
_OPEN = ("pending", "sent", "delivered", "needs_attention", "expired")
_MOST = 3


class ClientPeople(NamedTuple):
    """By name. `known` is false where access could not be asked."""

    joined: Sequence[str] = ()
    invited: Sequence[str] = ()
    known: bool = True

    @property
    def whose(self) -> str:
        """Whose turn it is where it is the client's."""
        return f"{self.invited[0]}’s turn" if self.invited else "The client’s turn"


class InCharge(NamedTuple):
    """The account manager, or None; and what others are responsible for, in the practice's order."""

    manager: str | None = None
    responsible: Sequence[tuple[str, str]] = ()


def of(visit: Visit, client: accounts.Client) -> ClientPeople:
    """What the page can do without where it cannot be asked."""
    try:
        users = access.list_client_users(visit.rpc, client_id=client["id"])["items"]
    except Refusal:
        return ClientPeople(known=False)
    return ClientPeople(
        joined=[each["name"] for each in users if each["status"] == ClientUserStatus.ACTIVE],
        invited=[each["name"] for each in users if each["status"] == ClientUserStatus.INVITED]
        or _first(visit, client),
    )


def in_words(names: Sequence[str]) -> str:
    """Three of them by name."""
    more = len(names) - _MOST
    shown = [*names[:_MOST], f"{more} more"] if more > 0 else list(names)
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""


def in_charge(visit: Visit, client: Mapping[str, Any]) -> InCharge:
    """By their names, as the list of clients has them for everybody."""
    manager_id, held = client["account_manager_id"], client.get("responsibilities", [])
    own = visit.session["user"]["id"]
    if not held and manager_id in (None, own):
        return InCharge("You" if manager_id else None)
    try:
        found = accounts.list_clients(visit.rpc, q=client["crn"], limit=1, include="names")
    except Refusal:
        return InCharge("A colleague" if manager_id else None)
    names = {each["id"]: each["name"] for each in found["people"]} | {own: "You"}
    holders = {each["responsibility_id"]: each["user_id"] for each in held}
    responsible = [
        (each["name"], names.get(holders[each["id"]], "A colleague"))
        for each in found.get("responsibilities", [])
        if each["id"] in holders
    ]
    return InCharge(names.get(manager_id, "A colleague") if manager_id else None, responsible)


def _first(visit: Visit, client: accounts.Client) -> list[str]:
    """Who is invited first is no user before they accept."""
    found = client["invitation"]
    if found is None or found["state"] not in _OPEN:
        return []
    try:
        sent = invitations.list_client_invitations(visit.rpc, client_id=client["id"])["items"]
    except Refusal:
        return []
    return [each["name"] for each in sent if each["id"] == found["id"]]
