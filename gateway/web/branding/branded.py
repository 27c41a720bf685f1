"""A page as a practice's clients see it: with its logo, and its colour where ours would be."""

from __future__ import annotations

from typing import NamedTuple

from contracts import invitations
from contracts.accounts import LinkFound
from contracts.errors import Refusal
from contracts.invitations import Branding, Logo
from contracts.messages import Rpc


class Branded(NamedTuple):
    """What a page has of a practice. `stylesheet` is None where the colour is ours."""

    name: str
    logo: Logo | None
    stylesheet: str | None


def of(name: str, branding: Branding | None) -> Branded | None:
    """None for a practice that has chosen nothing, or cannot be asked about."""
    if branding is None or (branding["colour"] is None and branding["logo"] is None):
        return None
    colour = branding["colour"]
    return Branded(name, branding["logo"], colour and stylesheet(colour))


def look_up(rpc: Rpc, name: str, practice_id: str | None) -> Branded | None:
    """The same for a practice by its id: an ornament, which no page waits or fails for."""
    if practice_id is None:
        return None
    try:
        return of(name, invitations.get_branding(rpc, practice_id=practice_id))
    except Refusal:
        return None


def of_link(rpc: Rpc, link: LinkFound) -> Branded | None:
    """Whosever link it is. Accounts of the release before does not say."""
    return look_up(rpc, link["practice_name"], link.get("practice_id"))


def stylesheet(colour: str) -> str:
    """Where the style sheet of a colour is."""
    return f"/branding/colour-{colour[1:]}.css"
