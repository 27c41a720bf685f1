"""Who is to see a client that is added (product.md 2.5), decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from contracts.access.states import ADMINS, AccessLevel
from contracts.accounts.client_access import Access, ClientAccess, NamedLevel
from contracts.errors import FieldError, InvalidInput
from services.accounts.memberships import Membership


class Unknown(NamedTuple):
    """Those named who are no colleagues, teams or responsibilities of the practice."""

    colleagues: Sequence[str] = ()
    teams: Sequence[str] = ()
    responsibilities: Sequence[str] = ()


def people_in(wanted: Access) -> list[str]:
    """The people an access object names."""
    manager = wanted.account_manager_id
    return [*wanted.colleague_ids, *([manager] if manager else [])]


def decide(membership: Membership, wanted: Access, unknown: Unknown) -> ClientAccess:
    """Who is to see the client. Raises `InvalidInput` naming each unknown person or team."""
    manager = wanted.account_manager_id
    errors = _unknown("/access/colleague_ids", "colleague", wanted.colleague_ids, unknown.colleagues)
    if manager in unknown.colleagues:
        errors.append(_error("/access/account_manager_id", "colleague"))
    errors += _unknown("/access/team_ids", "team", wanted.team_ids, unknown.teams)
    errors += _of_nobody(wanted)
    if errors:
        raise InvalidInput(errors)
    colleagues = dict.fromkeys(wanted.colleague_ids)
    if membership.role not in ADMINS and not wanted.everyone and manager != membership.user_id:
        # Who adds a client can see it: otherwise it would vanish from under their hands.
        colleagues[membership.user_id] = None
    access: ClientAccess = {
        "everyone": wanted.everyone,
        "colleague_ids": list(colleagues),
        "team_ids": list(dict.fromkeys(wanted.team_ids)),
        "account_manager_id": manager,
    }
    levels = _levels(wanted)
    return {**access, "levels": levels} if levels else access


def _levels(wanted: Access) -> list[NamedLevel]:
    """Those below `manage` (docs/adr/0064); of one who is named twice the last."""
    said = {(each.user_id, each.team_id): each.level for each in wanted.levels}
    return [
        {"user_id": user_id, "team_id": team_id, "level": level}
        for (user_id, team_id), level in said.items()
        if level is not AccessLevel.MANAGE
    ]


def _of_nobody(wanted: Access) -> list[FieldError]:
    """The levels of whoever is not given the client, by their places."""
    errors: list[FieldError] = []
    for place, each in enumerate(wanted.levels):
        of_team = each.user_id is None
        given = each.team_id in wanted.team_ids if of_team else each.user_id in wanted.colleague_ids
        if not given or (each.team_id is not None and not of_team):
            field = "team_id" if of_team and each.team_id is not None else "user_id"
            message = "Choose a colleague or a team that is given access, one of both."
            pointer = f"/access/levels/{place}/{field}"
            errors.append({"pointer": pointer, "code": "not_given_access", "message": message})
    return errors


def _unknown(pointer: str, what: str, named: Sequence[str], unknown: Sequence[str]) -> list[FieldError]:
    return [_error(f"{pointer}/{place}", what) for place, each in enumerate(named) if each in unknown]


def _error(pointer: str, what: str) -> FieldError:
    return {"pointer": pointer, "code": f"unknown_{what}", "message": f"Choose a {what} of your practice."}
