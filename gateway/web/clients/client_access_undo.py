"""What a change of who sees a client takes to be undone: all that was given before, with ends and levels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contracts import access
from contracts.errors import InvalidInput
from gateway.web.clients import client_responsibilities
from gateway.web.kit.forms import Form
from gateway.web.kit.undo_offers import Undo


def offer(client_id: str, before: access.GrantedAccess, changed: access.GrantedAccess) -> Undo | None:
    """The way back to what was before; None where nothing is other now."""
    if _what(before) == _what(changed):
        return None
    manager = before["account_manager_id"]
    fields = [
        ("version", str(changed["version"])),
        ("access.everyone", "yes" if before["everyone"] else "no"),
        *(("access.colleague_ids", each) for each in before["colleague_ids"]),
        *(("access.team_ids", each) for each in before["team_ids"]),
        *([("access.account_manager_id", manager)] if manager else []),
        *(("end", f"{each['user_id']} {each['until']}") for each in before.get("colleague_ends", [])),
        *(
            ("ends", f"{each['grant']} {each['until']} {each.get('team_id') or ''}")
            for each in before.get("ends", [])
        ),
        *(
            ("levels", f"{each['level']} {each.get('user_id') or ''} {each.get('team_id') or ''}")
            for each in before.get("levels", [])
        ),
        *(
            ("responsible", f"{each['responsibility_id']} {each['user_id']}")
            for each in before.get("responsibilities", [])
        ),
    ]
    return Undo(f"/clients/{client_id}/access/undo", tuple(fields))


def read(form: Form) -> Mapping[str, Any]:
    """All that was given before, as the offer has it. Raises `InvalidInput` for what no offer of ours has."""
    try:
        colleagues = [each.split(" ") for each in form.all("end")]
        others = [each.split(" ") for each in form.all("ends")]
        levels = [each.split(" ") for each in form.all("levels")]
        responsible = [each.split(" ") for each in form.all("responsible")]
        return {
            "everyone": form.get("access.everyone") == "yes",
            "colleague_ids": form.all("access.colleague_ids"),
            "team_ids": form.all("access.team_ids"),
            "account_manager_id": form.get("access.account_manager_id"),
            "colleague_ends": [
                access.ColleagueEnd(user_id=user_id, until=datetime.fromisoformat(until))
                for user_id, until in colleagues
            ],
            "ends": [
                access.GivenEnd(
                    grant=access.EndingGrant(grant),
                    team_id=team_id or None,
                    until=datetime.fromisoformat(until),
                )
                for grant, until, team_id in others
            ],
            "levels": [
                access.GivenLevel(
                    user_id=user_id or None, team_id=team_id or None, level=access.AccessLevel(level)
                )
                for level, user_id, team_id in levels
            ],
            "responsibilities": [
                access.GivenResponsibility(responsibility_id=responsibility_id, user_id=user_id)
                for responsibility_id, user_id in responsible
            ],
        }
    except ValueError:
        raise InvalidInput.at(
            "/until", "invalid_format", "This cannot be undone here. Set it below."
        ) from None


def _what(granted: access.GrantedAccess) -> tuple[Any, ...]:
    colleague_ends = {each["user_id"]: each["until"] for each in granted.get("colleague_ends", [])}
    others = {(each["grant"], each.get("team_id")): each["until"] for each in granted.get("ends", [])}
    levels = {each.get("user_id") or each.get("team_id"): each["level"] for each in granted.get("levels", [])}
    responsible = client_responsibilities.of(granted)
    given = (set(granted[each]) for each in ("colleague_ids", "team_ids"))
    return (
        granted["everyone"],
        granted["account_manager_id"],
        *given,
        colleague_ends,
        others,
        levels,
        responsible,
    )
