"""Writes a new client: its row, its steps and every message about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy import column, insert, table

from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.accounts.events import CLIENT_CREATED
from contracts.errors import InvalidInput
from services.accounts import reference_data
from services.accounts.clients import client_words, crn, mobile_numbers, self_employed
from services.accounts.new_clients import chosen_software
from services.accounts.onboarding import onboarding_steps
from services.accounts.tables import Client

#: Without the columns that PostgreSQL works out.
_written = [column(c.name, c.type) for c in Client.__table__.columns if c.computed is None]
_INSERT = Prepared("new_client", insert(table("clients", *_written)).inline())
_PUBLISHED = (
    *("practice_id", "crn", "type", "name", "practice_code", "industry", "solutions"),
    *("base_currency", "country"),
)


@dataclass(frozen=True, slots=True)
class New:
    """What has been decided about a client: its id, its address, who sees it, what it is connected to."""

    id: str
    address: str
    access: dict[str, Any]
    organisation: Mapping[str, Any] | None = None


def check(data: Mapping[str, Any], practice: Any) -> None:
    """Raises `InvalidInput` for what this practice cannot add."""
    self_employed.require_offered(data["type"], practice.country)
    require_industry(data.get("industry"))


def require_industry(code: str | None) -> str | None:
    """The code, where it is one of UK SIC 2007. Raises `InvalidInput`."""
    if code is not None and code not in reference_data.industries():
        message = f"There is no industry {code} in UK SIC 2007. Search the list by a word."
        raise InvalidInput.at("/industry", "unknown_industry", message)
    return code


def write(
    uow: UnitOfWork, vault: Vault, caller: Caller, practice: Any, data: Mapping[str, Any], new: New
) -> Any:
    """The point of no return; gives the row. `data` has been checked."""
    at, wanted = now(), new.access
    orders = _orders(new.id, data, wanted, practice, caller)
    row = {
        "id": new.id,
        "practice_id": practice.id,
        "crn": crn.new(),
        "type": data["type"],
        "name": data["name"],
        "name_sort": data["name"].casefold(),
        "status": "active",
        "practice_code": data["practice_code"],
        "industry": data.get("industry"),
        "solutions": data["solutions"] or list(practice.solutions),
        **chosen_software.currency_and_country(new.organisation, practice),
        "extract_local_part": new.address,
        **self_employed.columns(vault, new.id, data),
        "account_manager_id": wanted["account_manager_id"],
        "access_everyone": wanted["everyone"],
        "access_colleague_ids": wanted["colleague_ids"],
        "access_team_ids": wanted["team_ids"],
        "access_version": 0,
        "connection": None,
        "connection_version": 0,
        "invitation": _first_invitation(orders),
        "invitation_version": 0,
        "onboarding": onboarding_steps.first_view(orders),
        "words": None,
        "version": 1,
        "created_by": caller.user_id,
        "created_at": at,
    }
    row["words"] = client_words.words_of(row["name"], row["practice_code"], row["crn"])
    uow.later(_INSERT, row)
    written = SimpleNamespace(**row)
    client_words.add(uow, written)
    onboarding_steps.begin(uow, new.id, orders)
    uow.send(
        CLIENT_CREATED,
        client_id=new.id,
        invited=data["invitation"] is not None,
        created_by=caller.user_id,
        created_at=at,
        version=1,
        **{name: row[name] for name in _PUBLISHED},
    )
    return written


def _orders(
    client_id: str, data: Mapping[str, Any], wanted: Mapping[str, Any], practice: Any, caller: Caller
) -> dict[str, dict[str, Any]]:
    """What the other services are told to do, by step."""
    orders: dict[str, dict[str, Any]] = {}
    if any(wanted.values()):
        orders["access"] = {
            "client_id": client_id,
            "practice_id": practice.id,
            "granted_by": caller.user_id,
            **wanted,
        }
    if data["invitation"] is not None:
        orders["invitation"] = {
            "invitation_id": new_id("inv"),
            "client_id": client_id,
            "client_name": data["name"],
            "practice_id": practice.id,
            "practice_name": practice.name,
            "invited_by": caller.user_id,
            "invited_by_name": practice.member_name,
            **data["invitation"],
            "mobile": mobile_numbers.in_e164(
                data["invitation"]["mobile"], practice.country, "/invitation/mobile"
            ),
        }
    if data["authorization_id"] is not None:
        orders["connection"] = chosen_software.order(client_id, data, practice, caller)
    return orders


def _first_invitation(orders: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    if "invitation" not in orders:
        return None
    channels = ["email", *(["sms"] if orders["invitation"]["mobile"] else [])]
    return {
        "id": orders["invitation"]["invitation_id"],
        "state": "pending",
        "channels": [{"channel": channel, "state": "queued", "detail": None} for channel in channels],
    }
