"""What is kept of a self-employed client (product.md 3). The National Insurance number is sealed at rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import select, update

from chassis.database.engine import Database
from chassis.security.vault import Vault
from contracts.errors import InvalidInput
from services.accounts import reference_data
from services.accounts.tables import Client

_SHOWN = 4
_AT_A_TIME = 200


def require_offered(client_type: str, country: str) -> None:
    """Raises `InvalidInput` for a type that is not added in this country (product.md 2.1)."""
    if client_type not in reference_data.client_types(country):
        message = "Self-employed clients can be added only by practices in the United Kingdom."
        raise InvalidInput.at("/type", "not_offered", message)


def columns(vault: Vault, client_id: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that only such clients fill, from a creation's data; empty for a business."""
    return {
        "email": data.get("email"),
        "postcode": data.get("postcode"),
        **number_columns(vault, client_id, data.get("national_insurance_number")),
        "income_sources": sources_column(data.get("income_sources", [])),
    }


def number_columns(vault: Vault, client_id: str, number: str | None) -> dict[str, str | None]:
    """A National Insurance number as it is kept: sealed, masked, and what finds its like."""
    if number is None:
        return {"nino_sealed": None, "nino_masked": None, "nino_index": None}
    return {
        "nino_sealed": vault.seal(number, place(client_id)),
        "nino_masked": masked(number),
        "nino_index": vault.index(number, "nino"),
    }


def sources_column(sources: list[dict[str, Any]]) -> str:
    """Income sources as the column's JSON."""
    return orjson.dumps(sources).decode()


def masked(number: str) -> str:
    """`*****795B` for `TC663795B`."""
    return "*" * (len(number) - _SHOWN) + number[-_SHOWN:]


def place(client_id: str) -> str:
    """What a sealed number is bound to."""
    return f"client {client_id} nino"


def seal_anew(database: Database, vault: Vault) -> None:
    """Seal numbers with the current key that were sealed with one before it."""
    last = ""
    while True:
        with database.unit_of_work() as uow:
            rows = uow.execute(
                select(Client.id, Client.nino_sealed)
                .where(Client.nino_sealed.is_not(None), Client.id > last)
                .order_by(Client.id)
                .limit(_AT_A_TIME)
            ).all()
            for row in rows:
                if not vault.is_current(row.nino_sealed):
                    number = vault.open(row.nino_sealed, place(row.id))
                    uow.execute(
                        update(Client)
                        .where(Client.id == row.id, Client.nino_sealed == row.nino_sealed)
                        .values(number_columns(vault, row.id, number))
                    )
        if len(rows) < _AT_A_TIME:
            return
        last = rows[-1].id
