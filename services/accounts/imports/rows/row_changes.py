"""What a row changes of a client that is there: its columns, decided as any change of settings is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict, cast

from contracts import accounts, fields
from contracts.accounts.clients import ChangeClient, ToldIncomeSource
from contracts.accounts.import_columns import responsibility_of
from contracts.accounts.import_rows import RowChange, RowNotice
from contracts.errors import InvalidInput
from contracts.shapes import schema_of
from services.accounts.client_lists import income_sources_text
from services.accounts.clients import client_change
from services.accounts.clients.client_change import ClientChange
from services.accounts.clients.client_row import ClientRow
from services.accounts.imports.rows import cell_words, client_matches, client_type_words, row_contents

NUMBER = "national_insurance_number"
ARCHIVED = "This client is archived. Restore it first."
_CELLS = ("name", "practice_code", "company_number", "email", NUMBER, "postcode")
_ACCESS = "Who sees a client that is there is changed on its page: it is left as it is."
_RESPONSIBLE = "Who is responsible at a client that is there is changed on its page: it is left as it is."
_ELSEWHERE = {
    **dict.fromkeys(("account_manager", "colleagues", "teams", "access_level"), _ACCESS),
    **dict.fromkeys(
        ("invitee_name", "invitee_email", "invitee_mobile"),
        "Nobody is invited to a client that is there: that is done on its page, or from the list.",
    ),
}
_IN_PART = "A name is changed where both first and last name are there: it is left as it is."
_OF_PERSON = "A business is not called after a person: its name is left as it is."


class FieldChange(TypedDict):
    """A field before and after, as `ChangeClient` says it. It is kept sealed: numbers are in it in full."""

    field: str
    before: object
    after: object


def decide(
    said: Mapping[str, str], client: ClientRow, has_number: Callable[[ClientRow, str], bool]
) -> ClientChange:
    """What becomes other; `has_number` says whether a client has this National Insurance number already.

    Empty cells change nothing. Raises `InvalidInput`, also for another type and an archived client.
    """
    row_contents.refuse_failed_formulas(said)
    if client.status != "active":
        column = client_matches.column_of(said, client)
        raise InvalidInput.at(f"/{column}", accounts.ClientArchived.code, ARCHIVED)
    if "type" in said and client_type_words.type_of(said["type"]) != client.type:
        message = "The type of a client that is there cannot be changed. Leave the cell empty."
        raise InvalidInput.at("/type", "read_only", message)
    wanted = load(client.id, _settings(said, client))
    number = wanted.get("national_insurance_number")
    if number is not None and has_number(client, number):
        del wanted["national_insurance_number"]
    # The address for extracts is no column.
    return client_change.decide(client, wanted, "", admin=False)


def load(client_id: str, settings: Mapping[str, object]) -> ChangeClient:
    """Settings, checked as those of a request are. Raises `InvalidInput`."""
    wanted = {"client_id": client_id, **settings}
    return cast(ChangeClient, fields.load(schema_of(ChangeClient, "request"), wanted))


def _settings(said: Mapping[str, str], client: ClientRow) -> dict[str, object]:
    settings: dict[str, object] = {name: said[name] for name in _CELLS if name in said}
    if client_matches.column_of(said, client) == "practice_code":
        # It found the client, in capitals or not.
        del settings["practice_code"]
    if "name" not in said and client.type == "self_employed" and row_contents.has_both_names(said):
        settings["name"] = row_contents.person(said)
    if "income_sources" in said:
        lets = client_type_words.is_property(said.get("type", ""))
        settings["income_sources"] = income_sources_text.read(said["income_sources"], property_=lets)
    if "company_number" in settings:
        settings["company_number"] = cell_words.company_number(said["company_number"])
    if "industry" in said:
        settings["industry"] = cell_words.industry(said["industry"])
    if "solutions" in said:
        settings["solutions"] = row_contents.solutions(said["solutions"])
    return settings


def recorded(
    before: ClientRow, decided: ClientChange, number: Callable[[ClientRow], str | None]
) -> list[FieldChange]:
    """The fields that become other; `number` opens the National Insurance number of a client."""
    return [
        {"field": name, "before": number(before), "after": decided.numbers[0]}
        if name == NUMBER
        else {"field": name, "before": getattr(before, name), "after": decided.columns[name]}
        for name in decided.changed
    ]


def shown(changes: Sequence[FieldChange], masked: Callable[[str], str]) -> list[RowChange]:
    """Before and after as cells would say them, numbers masked."""
    return [
        {
            "field": each["field"],
            "before": _cell(each["field"], each["before"], masked),
            "after": _cell(each["field"], each["after"], masked),
        }
        for each in changes
    ]


def _cell(name: str, value: object, masked: Callable[[str], str]) -> str | None:
    if name == "income_sources":
        return income_sources_text.write(cast("list[ToldIncomeSource]", value)) or None
    if name == "solutions":
        return "; ".join(cast("list[str]", value))
    text = cast("str | None", value)
    return masked(text) if name == NUMBER and text is not None else text


def not_kept(said: Mapping[str, str], client_type: str) -> list[RowNotice]:
    """What a row says that it does not change, each with why."""
    left: list[RowNotice] = [
        {"field": field, "message": why} for field, why in _ELSEWHERE.items() if field in said
    ]
    left += [
        {"field": field, "message": _RESPONSIBLE} for field in said if responsibility_of(field) is not None
    ]
    given = [field for field in ("first_name", "last_name") if field in said]
    if given and "name" not in said:
        if client_type == "business":
            left += [{"field": field, "message": _OF_PERSON} for field in given]
        elif not row_contents.has_both_names(said):
            left += [{"field": field, "message": _IN_PART} for field in given]
    return left
