"""The decision to change a client's settings (product.md 8.1): what of it is written, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contracts import accounts
from contracts.access.states import ADMIN_ROLES
from contracts.accounts.clients import ChangeClient
from contracts.accounts.identifiers import POSTCODE_MEND, united_kingdom_postcode
from contracts.errors import FieldError, InvalidInput, RoleRequired, StaleVersion
from services.accounts.clients import address_names, client_checks
from services.accounts.clients.client_row import ClientRow
from services.accounts.practices import places

#: What only clients of the other type have.
_NOT_OF_TYPE = {
    "business": (("national_insurance_number", "income_sources"), "Only self-employed clients have this."),
    "self_employed": (("company_number",), "Only businesses have this."),
}
#: What is not written as it stands: a number is sealed first, an address is taken first.
_APART = ("national_insurance_number", "extract_email")
_NO_SETTINGS = ("client_id", "if_version")


@dataclass(frozen=True, slots=True)
class ClientChange:
    """`columns` are written as they are; `changed` names the settings that become other, in api.md's words.

    `numbers` holds the National Insurance number where one is given, which may be none any more.
    """

    columns: Mapping[str, object]
    changed: list[str]
    numbers: tuple[str | None, ...] = ()
    moves_to: str | None = None


def decide(client: ClientRow, wanted: ChangeClient, extract_domain: str, *, admin: bool) -> ClientChange:
    """What becomes other of a locked client. Raises `StaleVersion`, `accounts.ClientArchived`,
    `InvalidInput`, `RoleRequired`.
    """
    settings = {name: value for name, value in wanted.items() if name not in _NO_SETTINGS}
    _require_changeable(client, wanted, settings)
    moves_to = _address(client, wanted, extract_domain, admin=admin)
    places.require_known({name: settings[name] for name in ("country", "base_currency") if name in settings})
    client_checks.require_industry(wanted.get("industry"))
    columns = _columns(wanted, settings)
    numbers = (wanted["national_insurance_number"],) if "national_insurance_number" in wanted else ()
    changed = [name for name, value in columns.items() if getattr(client, name) != value]
    # A number that is given counts as another: what is kept of the one before is not taken apart to compare.
    if numbers and (numbers[0] is not None or client.nino_sealed is not None):
        changed.append("national_insurance_number")
    if moves_to is not None:
        changed.append("extract_email")
    if "name" in columns:
        columns["name_sort"] = wanted["name"].casefold()
    return ClientChange(columns, changed, numbers, moves_to)


def _columns(wanted: ChangeClient, settings: Mapping[str, object]) -> dict[str, object]:
    columns = {name: value for name, value in settings.items() if name not in _APART}
    if "income_sources" in wanted:
        columns["income_sources"] = [
            {"name": source.name, "type": source.type} for source in wanted["income_sources"]
        ]
    return columns


def _require_changeable(client: ClientRow, wanted: ChangeClient, settings: Mapping[str, object]) -> None:
    if_version = wanted.get("if_version")
    if if_version is not None and if_version != client.version:
        raise StaleVersion()
    if client.status != "active":
        raise accounts.ClientArchived(name=client.name)
    _require_of_type(client.type, settings)
    if client.type == "business":
        return
    if settings.get("email", "given") is None:
        raise InvalidInput.at("/email", "required", "Enter the client's email address.")
    postcode = wanted.get("postcode")
    if postcode and united_kingdom_postcode(postcode) is None:
        raise InvalidInput.at("/postcode", "invalid_postcode", POSTCODE_MEND)


def _require_of_type(client_type: str, settings: Mapping[str, object]) -> None:
    names, why = _NOT_OF_TYPE[client_type]
    errors: list[FieldError] = [
        {"pointer": f"/{name}", "code": "not_of_this_type", "message": f"{why} Leave it out."}
        for name in names
        if name in settings
    ]
    if errors:
        raise InvalidInput(errors)


def _address(client: ClientRow, wanted: ChangeClient, extract_domain: str, *, admin: bool) -> str | None:
    """The local part that the client's address moves to: an admin's to change (product.md 2.11)."""
    if "extract_email" not in wanted:
        return None
    local_part = address_names.chosen(wanted["extract_email"], extract_domain)
    if local_part == client.extract_local_part:
        return None
    if not admin:
        raise RoleRequired(role=ADMIN_ROLES)
    return local_part
