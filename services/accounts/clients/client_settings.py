"""Business settings (product.md 8.1): changed by whoever reaches the client, never on a stale sight of it.

A client account's own business admins change them too (product.md 1): see `own_account`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from chassis.database.engine import Database, constraint
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts import accounts
from contracts.accounts.events import CLIENT_UPDATED
from contracts.accounts.identifiers import POSTCODE_MEND, united_kingdom_postcode
from contracts.errors import FieldError, InvalidInput, NotFound, RoleRequired, StaleVersion
from services.accounts import permissions
from services.accounts.clients import client_view, client_words, extract_addresses, self_employed
from services.accounts.new_clients import new_client_rows
from services.accounts.practices import practice_settings
from services.accounts.tables import Client, Member

_SELF_EMPLOYED_ONLY = ("national_insurance_number", "income_sources")
_PUBLISHED = ("name", "practice_code", "industry", "solutions", "base_currency", "country")
_SEEN = (
    select(*Client.__table__.columns)
    .join(Member, Member.practice_id == Client.practice_id)
    .where(permissions.is_caller, permissions.session_lives, permissions.visible)
)


def lock(uow: UnitOfWork, request: Request, client_id: str) -> Any:
    """The client's row, held until the work ends. Raises `NotFound`, also where the caller may not see it."""
    found = uow.execute(
        _SEEN.where(Client.id == client_id).with_for_update(of=Client), permissions.parameters(request.caller)
    ).first()
    if found is None:
        raise NotFound(what="client")
    return found


def change(database: Database, vault: Vault, request: Request, extract_domain: str) -> dict[str, Any]:
    """Change what was given. Raises `NotFound`, `StaleVersion`, `RoleRequired`, `InvalidInput`,
    `accounts.PracticeCodeTaken`, `accounts.ExtractEmailTaken`, `accounts.ClientArchived`.
    """
    try:
        with database.unit_of_work(request) as uow:
            role = permissions.of(uow.connection, request.caller).role
            client = lock(uow, request, request.data["client_id"])
            after = apply(uow, vault, request, client, extract_domain, admin=role in permissions.ADMINS)
            return uow.answer(client_view.view(after, extract_domain))
    except IntegrityError as error:
        if constraint(error) == "clients_practice_code":
            raise accounts.PracticeCodeTaken(practice_code=request.data["practice_code"]) from None
        raise


def apply(
    uow: UnitOfWork, vault: Vault, request: Request, client: Any, extract_domain: str, *, admin: bool
) -> Any:
    """Make a locked client what somebody asks who may; gives the row after it. Raises as `change`."""
    wanted = dict(request.data)
    del wanted["client_id"]
    _require_changeable(client, wanted.pop("if_version", None), wanted)
    if not admin and "extract_email" in wanted:
        _require_unmoved(client, wanted["extract_email"], extract_domain)
    values = _columns(uow, vault, client, wanted, extract_domain)
    changed = _differing(client, values)
    return write(uow, request.caller.user_id, client, values, changed) if changed else client


def _require_changeable(client: Any, if_version: int | None, wanted: dict[str, Any]) -> None:
    if if_version is not None and if_version != client.version:
        raise StaleVersion()
    if client.status != "active":
        raise accounts.ClientArchived(name=client.name)
    if client.type != "self_employed":
        errors: list[FieldError] = [
            {
                "pointer": f"/{name}",
                "code": "not_of_this_type",
                "message": "Only self-employed clients have this. Leave it out.",
            }
            for name in _SELF_EMPLOYED_ONLY
            if name in wanted
        ]
        if errors:
            raise InvalidInput(errors)
        return
    if wanted.get("email", "given") is None:
        raise InvalidInput.at("/email", "required", "Enter the client's email address.")
    if wanted.get("postcode") and united_kingdom_postcode(wanted["postcode"]) is None:
        raise InvalidInput.at("/postcode", "invalid_postcode", POSTCODE_MEND)


def _require_unmoved(client: Any, written: str, extract_domain: str) -> None:
    """product.md 2.11: editable by admins."""
    if extract_addresses.wanted(written, extract_domain) != client.extract_local_part:
        raise RoleRequired(role="practice_admin or client_admin")


def _columns(
    uow: UnitOfWork, vault: Vault, client: Any, wanted: dict[str, Any], extract_domain: str
) -> dict[str, Any]:
    """The columns' values for what is wanted, checked."""
    practice_settings.check_places(
        {name: wanted[name] for name in ("country", "base_currency") if name in wanted}
    )
    new_client_rows.require_industry(wanted.get("industry"))
    values = dict(wanted)
    if "name" in values:
        values["name_sort"] = values["name"].casefold()
    if "national_insurance_number" in values:
        values |= self_employed.number_columns(vault, client.id, values.pop("national_insurance_number"))
    if "extract_email" in values:
        values["extract_local_part"] = _readdress(uow, client, values.pop("extract_email"), extract_domain)
    return values


def _readdress(uow: UnitOfWork, client: Any, written: str, extract_domain: str) -> str:
    local_part = extract_addresses.wanted(written, extract_domain)
    if local_part != client.extract_local_part:
        extract_addresses.move(uow, client.id, client.extract_local_part, local_part, extract_domain)
    return local_part


def _differing(client: Any, values: dict[str, Any]) -> list[str]:
    """The names of the settings that are to be other, in api.md's words."""
    names = {"extract_local_part": "extract_email", "nino_sealed": "national_insurance_number"}
    hidden = ("name_sort", "nino_masked", "nino_index")
    return [
        names.get(column, column)
        for column, value in values.items()
        if column not in hidden and getattr(client, column) != value
    ]


def write(uow: UnitOfWork, by: str, client: Any, values: dict[str, Any], changed: list[str]) -> Any:
    """Write checked values and tell what changed; gives the row after it."""
    version = client.version + 1
    after = uow.execute(
        update(Client)
        .where(Client.id == client.id)
        .values(**values, version=version)
        .returning(*Client.__table__.columns)
    ).one()
    client_words.refresh(uow, after, client.name_sort)
    uow.send(
        CLIENT_UPDATED,
        client_id=client.id,
        practice_id=client.practice_id,
        **{name: getattr(after, name) for name in _PUBLISHED},
        changed=changed,
        before={name: getattr(client, name) for name in changed if name in _PUBLISHED},
        after={name: getattr(after, name) for name in changed if name in _PUBLISHED},
        updated_by=by,
        updated_at=now(),
        version=version,
    )
    return after
