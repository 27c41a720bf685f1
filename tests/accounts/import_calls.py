"""An import, a step a call."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from contracts import accounts
from deploy.allinone.product import Product
from tests.builders import Person, eventually

FILE = """Client name,Ref,SIC code,Type,Email,NI number,Income sources
Acme Widgets Ltd,A1,62012,Limited company,,,
Sam Stone,S1,,Sole trader,sam@stone.example,TC 66 37 95 B,Pottery; Flat 2 (property)
Bramble,A1,,,,,
,X1,,,,,
Cobalt,,99,,,,
"""


def uploads(person: Person, file: str | bytes, kind: str = "clients", form: str = "csv") -> Mapping[str, Any]:
    """Upload a file and wait until it has been read."""
    raw = file.encode() if isinstance(file, str) else file
    with person.acting():
        begun = accounts.receive_file(person.rpc, kind=kind, filename="clients.csv", form=form)
        halves = [raw[: len(raw) // 2], raw[len(raw) // 2 :]]
        for number, part in enumerate(halves):
            data = base64.b64encode(part).decode()
            accounts.receive_file_part(
                person.rpc, import_id=begun["id"], number=number, data=data, last=number == 1
            )
    return comes_to(person, begun, "mapping", "unreadable")


def comes_to(person: Person, found: Mapping[str, Any], *states: str) -> Mapping[str, Any]:
    def there() -> Mapping[str, Any] | None:
        with person.acting():
            now = accounts.get_import(person.rpc, found["id"])
        return now if now["state"] in states else None

    arrived: Mapping[str, Any] = eventually(there, within=30)
    return arrived


def checks(person: Person, found: Mapping[str, Any], **decided: Any) -> Mapping[str, Any]:
    with person.acting():
        accounts.map_columns(person.rpc, import_id=found["id"], **decided)
    return comes_to(person, found, "ready")


def does(person: Person, found: Mapping[str, Any]) -> Mapping[str, Any]:
    with person.acting():
        accounts.start_import(person.rpc, found["id"])
    return comes_to(person, found, "done")


def rows(person: Person, found: Mapping[str, Any], **query: Any) -> Sequence[Mapping[str, Any]]:
    with person.acting():
        items: Sequence[Mapping[str, Any]] = accounts.list_import_rows(
            person.rpc, found["id"], limit=200, **query
        )["items"]
    return items


def checked(person: Person, file: str, mode: str = "create_and_update", **decided: Any) -> Mapping[str, Any]:
    """Upload a file that changes clients, and have it checked."""
    return checks(person, uploads(person, file), mode=mode, **decided)


def takes_back(person: Person, done: Mapping[str, Any]) -> Mapping[str, Any]:
    with person.acting():
        accounts.undo_import(person.rpc, done["id"])
    return comes_to(person, done, "undone")


def changes(person: Person, client_id: str, **settings: Any) -> None:
    with person.acting():
        accounts.change_client(person.rpc, client_id=client_id, **settings)


def updates_of(product: Product, client_id: str) -> list[dict[str, Any]]:
    """The events about a client's settings, the oldest first."""
    sent = text("SELECT body::json FROM outbox WHERE type = 'ClientUpdated' AND aggregate = :id ORDER BY id")
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        return list(connection.execute(sent, {"id": client_id}).scalars())
