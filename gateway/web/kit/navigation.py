"""Where one can go from every page. What a role cannot use is absent (ui.md, "Frame")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.access.states import ADMINS


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page in the rail. `roles` may use it, or all where there are none; `icon` is in icons.html."""

    title: str
    path: str
    icon: str
    kind: str = "practice"
    roles: tuple[str, ...] = ()


PLACES = (
    Place(title="Home", path="/home", icon="home"),
    Place(title="Clients", path="/clients", icon="clients"),
    Place(title="Invitations", path="/invitations", icon="invitations"),
    Place(title="Connections", path="/connections", icon="connections"),
    Place(title="Team", path="/team", icon="team", roles=ADMINS),
    Place(title="Activity", path="/activity", icon="activity", roles=ADMINS),
    Place(title="Integrations", path="/integrations", icon="integrations", roles=("practice_admin",)),
    Place(title="Settings", path="/settings", icon="settings", roles=ADMINS),
)


def places(account: Mapping[str, Any]) -> list[Place]:
    """What somebody acting for this account can go to."""
    return [
        place
        for place in PLACES
        if place.kind == account["kind"] and (not place.roles or account["role"] in place.roles)
    ]


def rail(account: Mapping[str, Any], path: str) -> dict[str, Any]:
    """These places as the rail of the page at this path shows them."""
    return {"places": [_in_rail(place, path) for place in places(account)]}


def _in_rail(place: Place, path: str) -> dict[str, str | None]:
    within = "true" if path.startswith(f"{place.path}/") else None
    current = "page" if path == place.path else within
    return {"title": place.title, "path": place.path, "icon": place.icon, "current": current}


def home(account: Mapping[str, Any]) -> str:
    """Where somebody acting for this account begins."""
    return "/home" if account["kind"] == "practice" else "/account"


def local(path: str | None) -> str | None:
    """The path where it is one of this site, so that no link of ours leads elsewhere; else None."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        return None
    return path
