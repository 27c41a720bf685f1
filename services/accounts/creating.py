"""Adding a client (product.md 2): everything that can be refused first, then one transaction."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import eventlet
from sqlalchemy import column, insert, table
from sqlalchemy.exc import IntegrityError

from chassis.command import Replayed
from chassis.database import Database, constraint
from chassis.identity import Caller
from chassis.prepared import Prepared
from chassis.rpc.asked import Asked
from chassis.vault import Vault
from chassis.work import Work, new_id, now
from contracts import access, accounts
from contracts.accounts.events import CLIENT_CREATED
from contracts.errors import FieldError, InvalidInput
from contracts.messages import Rpc
from services.accounts import (
    connecting,
    crn,
    extract_address,
    mobile,
    onboarding,
    reading,
    reference,
    searching,
    self_employed,
    standing,
)
from services.accounts.tables import Client

#: The caller's standing, and the address that the client's name asks for, in one round trip.
_OPEN = Prepared("open_client", standing.query.add_columns(extract_address.taken.label("has_address")))
#: Without the columns that PostgreSQL works out.
_written = [column(c.name, c.type) for c in Client.__table__.columns if c.computed is None]
_INSERT = Prepared("new_client", insert(table("clients", *_written)).inline())
#: Seconds to wait for access's event about a colleague.
_PATIENCE = 0.5


def create(
    database: Database,
    calls: Rpc,
    vault: Vault,
    asked: Asked,
    extract_domain: str,
    also: Callable[[Work, str], None] | None = None,
) -> dict[str, Any]:
    """Add a client and answer with it once its steps are done, or after a second.

    `also` is done in the client's own transaction, with its id.

    Raises `PracticeAccountRequired`, `RoleRequired`, `accounts.ExistingUser`,
    `accounts.PracticeCodeTaken`, `InvalidInput`, `connections.AuthorizationNotReady`,
    `connections.OrganisationAlreadyConnected`.
    """
    _fill_in(asked.data)
    organisation = _ask_the_others(database, calls, asked)
    _await_colleagues(database, asked)
    try:
        with database.work(asked) as work:
            row = _write(work, vault, asked, organisation)
            if also is not None:
                also(work, row.id)
            pending = row.onboarding["state"] == "pending"
            answer = work.answer(reading.view(row, extract_domain), final=not pending)
    except IntegrityError as error:
        if constraint(error) == "clients_practice_code":
            raise accounts.PracticeCodeTaken(practice_code=asked.data["practice_code"]) from None
        raise
    if not pending:
        return answer
    onboarding.wait(database, row.id)
    settled = reading.get(database, asked.caller, row.id, extract_domain)
    return asked.command.finish(database, settled) if asked.command is not None else settled


def _fill_in(data: dict[str, Any]) -> None:
    """A self-employed client is invited at their own address unless another is given (api.md)."""
    invitation = data["invitation"]
    if invitation is not None and invitation["email"] is None:
        invitation["email"] = data["email"]


def _ask_the_others(database: Database, calls: Rpc, asked: Asked) -> dict[str, Any] | None:
    """What other services may refuse; gives the organisation to connect to. Nothing here is asked again for a
    command that was done before.
    """
    data, addresses = asked.data, _addresses(asked.data)
    if not addresses and data["authorization_id"] is None:
        return None
    if asked.command is not None and asked.command.known(database):
        raise Replayed()
    with database.read() as connection:
        standing.require_adder(connection, asked.caller)
    organisation = connecting.organisation(calls, data["authorization_id"])
    for address in addresses if not data["acknowledge_existing_user"] else ():
        if access.look_up_email(calls, email=address):
            raise accounts.ExistingUser(email=address)
    return organisation


def _addresses(data: dict[str, Any]) -> list[str]:
    """The email addresses entered for a client: its own and the invitation's (product.md 4.1)."""
    invitation = data["invitation"]
    entered = [data.get("email"), invitation["email"] if invitation is not None else None]
    return list(dict.fromkeys(address for address in entered if address is not None))


def _await_colleagues(database: Database, asked: Asked) -> None:
    """A colleague invited a moment ago may not have reached the projection yet: wait for them, briefly."""
    named = _named(asked.data["access"])
    waited = 0.0
    while named and waited < _PATIENCE:
        with database.read() as connection:
            if not standing.unknown_colleagues(connection, asked.caller.account_id, named):
                return
        eventlet.sleep(0.05)
        waited += 0.05


def _named(wanted: dict[str, Any]) -> list[str]:
    """The people an access object names."""
    manager = wanted["account_manager_id"]
    return [*wanted["colleague_ids"], *([manager] if manager else [])]


def _write(work: Work, vault: Vault, asked: Asked, organisation: dict[str, Any] | None) -> Any:
    """The point of no return: the client, its steps and every message about it."""
    data, caller = asked.data, asked.caller
    at, client_id = now(), new_id("client")
    address = extract_address.base_of(data["name"])
    practice = standing.require_adder(work.connection, caller, _OPEN, p=address, c=client_id)
    self_employed.require_offered(data["type"], practice.country)
    if not practice.has_address:
        address = extract_address.take_numbered(work, client_id, address)
    wanted = _access(work, caller, practice, data["access"])
    orders = _orders(client_id, data, wanted, practice, caller)
    row = {
        "id": client_id,
        "practice_id": practice.id,
        "crn": crn.new(),
        "type": data["type"],
        "name": data["name"],
        "name_sort": data["name"].casefold(),
        "status": "active",
        "practice_code": data["practice_code"],
        "industry": require_industry(data.get("industry")),
        "solutions": data["solutions"] or list(practice.solutions),
        **connecting.told_by(organisation, practice),
        "extract_local_part": address,
        **self_employed.columns(vault, client_id, data),
        "account_manager_id": wanted["account_manager_id"],
        "access_everyone": wanted["everyone"],
        "access_colleague_ids": wanted["colleague_ids"],
        "access_team_ids": wanted["team_ids"],
        "access_version": 0,
        "connection": None,
        "connection_version": 0,
        "invitation": _first_invitation(orders),
        "invitation_version": 0,
        "onboarding": onboarding.first_view(orders),
        "words": None,
        "version": 1,
        "created_by": caller.user_id,
        "created_at": at,
    }
    row["words"] = searching.words_of(row["name"], row["practice_code"], row["crn"])
    work.later(_INSERT, row)
    searching.add(work, practice.id, client_id, row["words"])
    onboarding.begin(work, client_id, orders)
    told = (
        "practice_id",
        "crn",
        "type",
        "name",
        "practice_code",
        "industry",
        "solutions",
        "base_currency",
        "country",
    )
    work.send(
        CLIENT_CREATED,
        client_id=client_id,
        invited=data["invitation"] is not None,
        created_by=caller.user_id,
        created_at=at,
        version=1,
        **{name: row[name] for name in told},
    )
    return SimpleNamespace(**row)


def require_industry(code: str | None) -> str | None:
    """The code, where it is one of UK SIC 2007. Raises `InvalidInput`."""
    if code is not None and code not in reference.industries():
        message = f"There is no industry {code} in UK SIC 2007. Search the list by a word."
        raise InvalidInput.at("/industry", "unknown_industry", message)
    return code


def _access(work: Work, caller: Caller, practice: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """Who is to see the client, checked. Raises `InvalidInput` naming each unknown person or team."""
    errors: list[FieldError] = []
    manager = wanted["account_manager_id"]
    unknown = set(standing.unknown_colleagues(work.connection, practice.id, _named(wanted)))
    for place, user_id in enumerate(wanted["colleague_ids"]):
        if user_id in unknown:
            errors.append(_unknown(f"/access/colleague_ids/{place}", "colleague"))
    if manager in unknown:
        errors.append(_unknown("/access/account_manager_id", "colleague"))
    unknown_teams = standing.unknown_teams(work.connection, practice.id, wanted["team_ids"])
    errors += [
        _unknown(f"/access/team_ids/{place}", "team")
        for place, team_id in enumerate(wanted["team_ids"])
        if team_id in unknown_teams
    ]
    if errors:
        raise InvalidInput(errors)
    colleagues = dict.fromkeys(wanted["colleague_ids"])
    if practice.role not in standing.ADMINS and not wanted["everyone"] and manager != caller.user_id:
        # Who adds a client can see it: otherwise it would vanish from under their hands.
        colleagues[caller.user_id] = None
    teams = list(dict.fromkeys(wanted["team_ids"]))
    return {**wanted, "colleague_ids": list(colleagues), "team_ids": teams}


def _unknown(pointer: str, what: str) -> FieldError:
    return {"pointer": pointer, "code": f"unknown_{what}", "message": f"Choose a {what} of your practice."}


def _orders(
    client_id: str, data: dict[str, Any], wanted: dict[str, Any], practice: Any, caller: Caller
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
            "mobile": mobile.in_e164(data["invitation"]["mobile"], practice.country, "/invitation/mobile"),
        }
    if data["authorization_id"] is not None:
        orders["connection"] = connecting.order(client_id, data, practice, caller)
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
