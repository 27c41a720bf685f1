"""Who is to see a client that is added (product.md 2.5)."""

from __future__ import annotations

from typing import Any

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.process import waiting
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.errors import FieldError, InvalidInput
from services.accounts import permissions

#: Seconds to wait for access's event about a colleague.
_PATIENCE = 0.5


def await_colleagues(database: Database, request: Request) -> None:
    """A colleague invited a moment ago may not have reached the projection yet: wait for them, briefly."""
    named = _named(request.data["access"])

    def all_known() -> bool:
        with database.read() as connection:
            return not permissions.unknown_colleagues(connection, request.caller.account_id, named)

    if named:
        waiting.until(all_known, within=_PATIENCE)


def _named(wanted: dict[str, Any]) -> list[str]:
    """The people an access object names."""
    manager = wanted["account_manager_id"]
    return [*wanted["colleague_ids"], *([manager] if manager else [])]


def checked(uow: UnitOfWork, caller: Caller, practice: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """Who is to see the client, checked. Raises `InvalidInput` naming each unknown person or team."""
    errors: list[FieldError] = []
    manager = wanted["account_manager_id"]
    unknown = set(permissions.unknown_colleagues(uow.connection, practice.id, _named(wanted)))
    for place, user_id in enumerate(wanted["colleague_ids"]):
        if user_id in unknown:
            errors.append(_unknown(f"/access/colleague_ids/{place}", "colleague"))
    if manager in unknown:
        errors.append(_unknown("/access/account_manager_id", "colleague"))
    unknown_teams = permissions.unknown_teams(uow.connection, practice.id, wanted["team_ids"])
    errors += [
        _unknown(f"/access/team_ids/{place}", "team")
        for place, team_id in enumerate(wanted["team_ids"])
        if team_id in unknown_teams
    ]
    if errors:
        raise InvalidInput(errors)
    colleagues = dict.fromkeys(wanted["colleague_ids"])
    if practice.role not in permissions.ADMINS and not wanted["everyone"] and manager != caller.user_id:
        # Who adds a client can see it: otherwise it would vanish from under their hands.
        colleagues[caller.user_id] = None
    teams = list(dict.fromkeys(wanted["team_ids"]))
    return {**wanted, "colleague_ids": list(colleagues), "team_ids": teams}


def _unknown(pointer: str, what: str) -> FieldError:
    return {"pointer": pointer, "code": f"unknown_{what}", "message": f"Choose a {what} of your practice."}
