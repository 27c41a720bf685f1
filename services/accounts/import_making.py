"""Makes clients of rows, and takes them back: each with its row's result, in one transaction."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import orjson
from sqlalchemy import bindparam, select, update

from chassis.prepared import Prepared
from chassis.vault import Vault
from chassis.work import Work, new_id
from contracts.accounts.events import CLIENT_DELETED
from contracts.errors import InvalidInput
from services.accounts import (
    assigning,
    changing,
    extract_address,
    import_desk,
    import_records,
    recording,
    retiring,
    standing,
)
from services.accounts.import_desk import Desk
from services.accounts.tables import Client, ClientImportRow

_RESULT = Prepared(
    "note_row_result",
    update(ClientImportRow)
    .where(ClientImportRow.import_id == bindparam("i"), ClientImportRow.number == bindparam("n"))
    .values(result=bindparam("r"), detail=bindparam("d"), client_id=bindparam("c")),
)
_SKIPPED = {
    "exact": "The practice has this client already.",
    "near": "It resembles a client of the practice, and such rows were to be skipped.",
}
_INVALID = "The row is not valid. Mend it and import it again."


def make(work: Work, vault: Vault, found: Any, rows: list[Any]) -> None:
    """Do what was decided about these rows."""
    desk = import_desk.open_for(work, vault, found, rows)
    wanted = [row for row in rows if _is_wanted(work, found, row)]
    if desk.clients:
        _create(work, desk, found, wanted)
        return
    for row in wanted:
        _set_code(work, desk, found, row)


def _is_wanted(work: Work, found: Any, row: Any) -> bool:
    """Whether the row is to be carried out; if not, its result says why."""
    if row.verdict == "invalid":
        _note(work, found, row.number, "failed", row.errors[0]["message"] if row.errors else _INVALID)
        return False
    if row.verdict in _SKIPPED and (found.kind == "practice_codes" or found.options[row.verdict] == "skip"):
        same = "The client has this practice code already."
        _note(work, found, row.number, "skipped", same if found.kind != "clients" else _SKIPPED[row.verdict])
        return False
    return True


def _create(work: Work, desk: Desk, found: Any, rows: list[Any]) -> None:
    accepted: dict[int, dict[str, Any]] = {}
    used = set(desk.codes)
    for row in rows:
        try:
            data = desk.creation(desk.said[row.number])
            code = data["practice_code"]
            if code is not None and code.casefold() in used:
                raise InvalidInput([import_desk.taken(code)])
        except InvalidInput as invalid:
            _note(work, found, row.number, "failed", invalid.detail)
            continue
        used |= {code.casefold()} if code is not None else set()
        accepted[row.number] = data
    ids = {number: new_id("client") for number in accepted}
    addresses = extract_address.take_many(work, {ids[n]: data["name"] for n, data in accepted.items()})
    assigned: dict[bytes, dict[str, Any]] = {}
    for number, data in accepted.items():
        key = orjson.dumps(data["access"])
        if key not in assigned:
            assigned[key] = assigning.checked(work, desk.caller, desk.practice, data["access"])
        new = recording.New(ids[number], addresses[ids[number]], assigned[key])
        recording.write(work, desk.vault, desk.caller, desk.practice, data, new)
        _note(work, found, number, "created", None, ids[number])


def _set_code(work: Work, desk: Desk, found: Any, row: Any) -> None:
    try:
        client, code = desk.client_and_code(desk.said[row.number])
    except InvalidInput as invalid:
        _note(work, found, row.number, "failed", invalid.detail)
        return
    if client.status != "active":
        _note(work, found, row.number, "failed", f"{client.name} is archived. Restore it first.")
        return
    changing.write(work, desk.caller.user_id, client, {"practice_code": code}, ["practice_code"])
    desk.codes[code.casefold()] = client.id
    _note(work, found, row.number, "changed", None, client.id)


def take_back(work: Work, found: Any, rows: list[Any], occupied: Container[str]) -> None:
    """Delete the clients that these rows made, unless somebody has worked with them since.

    `occupied` are those that have users, which nobody deletes (product.md 8.3).
    Raises `RoleRequired` where who asked for it may add no clients any more.
    """
    by = import_records.acting(found)
    standing.require_author(work.connection, by)
    made = {row.client_id: row.number for row in rows if row.result == "created"}
    query = (
        select(*Client.__table__.columns)
        .where(Client.id.in_(made), Client.practice_id == found.practice_id)
        .with_for_update()
    )
    clients = {client.id: client for client in work.execute(query)} if made else {}
    for client_id, number in made.items():
        client = clients.get(client_id)
        if client is None:
            _note(work, found, number, "undone", "It had been deleted already.", client_id)
        elif client_id in occupied:
            why = "It stays: it has users, and a client with users is not deleted."
            _note(work, found, number, "kept", why, client_id)
        elif client.version > 1 or client.invitation is not None or client.connection is not None:
            why = "It stays: somebody has changed, invited or connected it since."
            _note(work, found, number, "kept", why, client_id)
        else:
            retiring.erase(work, client)
            retiring.tell(work, by.user_id, CLIENT_DELETED, client, client.version + 1)
            _note(work, found, number, "undone", None, client_id)


def _note(
    work: Work, found: Any, number: int, result: str, detail: str | None, client_id: str | None = None
) -> None:
    work.later(_RESULT, {"i": found.id, "n": number, "r": result, "d": detail, "c": client_id})
