"""Documents of clients, a step a call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import text

from contracts import accounts
from contracts.accounts.documents import PART, Document
from deploy.allinone.product import Product
from tests.builders import Person

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def uploads(person: Person, client_id: str, name: str = "Invoice.pdf", content: bytes = PDF) -> Document:
    """Upload a document as the gateway does."""
    parts = [content[at : at + PART] for at in range(0, len(content), PART)]
    with person.acting():
        begun = accounts.begin_document(person.rpc, client_id=client_id, filename=name)
        answers = [
            accounts.receive_document_part(
                person.rpc,
                client_id=client_id,
                document_id=begun["id"],
                number=number,
                data=part,
                last=number == len(parts) - 1,
            )
            for number, part in enumerate(parts)
        ]
    return answers[-1]


def listed(person: Person, client_id: str, **query: Any) -> list[Document]:
    with person.acting():
        return accounts.list_documents(person.rpc, client_id=client_id, **query)["items"]


def names(person: Person, client_id: str, **query: Any) -> list[str]:
    return [each["name"] for each in listed(person, client_id, **query)]


def content_of(person: Person, document: Document) -> bytes:
    with person.acting():
        count = -(-document["size"] // PART)
        return b"".join(
            accounts.get_document_part(
                person.rpc, client_id=document["client_id"], document_id=document["id"], number=number
            )
            for number in range(count)
        )


def told_of(product: Product, client_id: str) -> list[dict[str, Any]]:
    """The events about a client's documents, the oldest first."""
    sent = text(
        "SELECT body::json FROM outbox WHERE type = 'DocumentReceived' AND aggregate = :id ORDER BY id"
    )
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        return list(connection.execute(sent, {"id": client_id}).scalars())


def kept_files(product: Product) -> set[Path]:
    """Every file of the store."""
    return {path for path in (product.folder / "documents").rglob("*") if path.is_file()}
