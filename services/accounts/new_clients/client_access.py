"""Who is to see a client that is added (product.md 2.5), decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from contracts.access.states import ADMINS
from contracts.accounts.client_access import Access, ClientAccess
from contracts.errors import FieldError, InvalidInput
from services.accounts.memberships import Membership


class Unknown(NamedTuple):
    """Those named who are no colleagues or teams of the practice."""

    colleagues: Sequence[str] = ()
    teams: Sequence[str] = ()


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
    if errors:
        raise InvalidInput(errors)
    colleagues = dict.fromkeys(wanted.colleague_ids)
    if membership.role not in ADMINS and not wanted.everyone and manager != membership.user_id:
        # Who adds a client can see it: otherwise it would vanish from under their hands.
        colleagues[membership.user_id] = None
    return {
        "everyone": wanted.everyone,
        "colleague_ids": list(colleagues),
        "team_ids": list(dict.fromkeys(wanted.team_ids)),
        "account_manager_id": manager,
    }


def _unknown(pointer: str, what: str, named: Sequence[str], unknown: Sequence[str]) -> list[FieldError]:
    return [_error(f"{pointer}/{place}", what) for place, each in enumerate(named) if each in unknown]


def _error(pointer: str, what: str) -> FieldError:
    return {"pointer": pointer, "code": f"unknown_{what}", "message": f"Choose a {what} of your practice."}
