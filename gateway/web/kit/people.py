"""Who works in the practice, for pages that choose among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from contracts import access, accounts
from contracts.errors import InvalidInput, NotFound
from gateway.web.kit.visits import Visit

_A_PAGE = 200


def colleagues(visit: Visit) -> list[Mapping[str, Any]]:
    """Everybody who works here or is invited to. Raises `RoleRequired`."""
    return [each for each in _all(access.list_colleagues, visit) if each["status"] != "deactivated"]


def to_filter_by(visit: Visit, few: Iterable[accounts.Named], *chosen: str | None) -> list[tuple[str, str]]:
    """The few that a list offers, with those that are chosen. Raises `RoleRequired`."""
    found = {each["id"]: each["name"] for each in few}
    for user_id in chosen:
        if user_id and user_id not in found:
            found[user_id] = access.get_colleague(visit.rpc, user_id=user_id)["name"]
    return sorted(found.items(), key=lambda each: each[1].casefold())


def known(visit: Visit, user_id: str | None) -> Mapping[str, Any] | None:
    """A colleague whom an address names; None where there is nobody of this id. Raises `RoleRequired`."""
    if user_id is None:
        return None
    try:
        return access.get_colleague(visit.rpc, user_id=user_id)
    except (NotFound, InvalidInput):
        return None


def teams(visit: Visit) -> list[Mapping[str, Any]]:
    """Raises `RoleRequired`."""
    return _all(access.list_teams, visit)


def to_choose(visit: Visit) -> Mapping[str, Any]:
    """Colleagues and teams as what can be ticked, and as who can manage a client. Raises `RoleRequired`."""
    present = colleagues(visit)
    return {
        "admins": [each["name"] for each in present if each["role"] != "standard"],
        "managers": [(each["id"], each["name"]) for each in present],
        "colleagues": [(each["id"], each["name"], each["email"]) for each in present],
        "teams": [(each["id"], each["name"], _size(len(each["member_ids"]))) for each in teams(visit)],
    }


def _size(members: int) -> str:
    return "1 colleague" if members == 1 else f"{members} colleagues"


def _all(listed: Callable[..., Mapping[str, Any]], visit: Visit) -> list[Mapping[str, Any]]:
    page = listed(visit.rpc, limit=_A_PAGE)
    items: list[Mapping[str, Any]] = list(page["items"])
    while page["next_cursor"] is not None:
        page = listed(visit.rpc, limit=_A_PAGE, cursor=page["next_cursor"])
        items += page["items"]
    return items
