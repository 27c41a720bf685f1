"""What is written before and after the contents of documents are, with what is told of them.

The rows come first: what a process that ended left of contents is then known, and removed in the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, update

from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.security.vault import Vault
from contracts.accounts.document_states import (
    DocumentChange,
    DocumentKind,
    DocumentSource,
    DocumentState,
)
from contracts.accounts.events import (
    DOCUMENT_CHANGED,
    DOCUMENT_RECEIVED,
    DocumentChangedData,
    DocumentReceivedData,
    ReceivedDocument,
)
from services.accounts.documents.kept_document import KeptDocument, sender_place
from services.accounts.documents.sealed_contents import Content
from services.accounts.tables import ClientDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A document whose content is to come; `listed` is whether a list shows it."""

    id: str
    name: str
    kind: DocumentKind
    message_id: str | None = None
    listed: bool = True
    infection: str | None = None


def new_document_id() -> str:
    return new_id("doc")


def begin(
    uow: UnitOfWork,
    vault: Vault,
    client_id: str,
    documents: Sequence[NewDocument],
    *,
    source: DocumentSource,
    sender: str,
    by: str | None,
) -> None:
    """Write down which contents are to come."""
    at = now()
    uow.execute(
        insert(ClientDocument),
        [
            {
                "id": each.id,
                "client_id": client_id,
                "name": each.name,
                "kind": each.kind,
                "source": source,
                "state": DocumentState.UPLOADING,
                "message_id": each.message_id,
                "listed": each.listed,
                "sender": vault.seal(sender, sender_place(each.id)),
                "created_by": by,
                "created_at": at,
            }
            for each in documents
        ],
    )


def keep(
    uow: UnitOfWork,
    document_id: str,
    content: Content,
    state: DocumentState = DocumentState.KEPT,
    infection: str | None = None,
) -> KeptDocument | None:
    """The document, which is whole from now on; None where it was kept already, or forgotten.

    One in which something was found is set aside, whatever its state was to be.
    """
    found = uow.execute(
        update(ClientDocument)
        .where(
            ClientDocument.id == document_id,
            ClientDocument.state == DocumentState.UPLOADING,
        )
        .values(
            state=state if infection is None else DocumentState.INFECTED,
            infection=infection,
            media_type=content.media_type,
            size=content.size,
            sha256=content.sha256,
            received_at=now(),
        )
        .returning(*ClientDocument.__table__.columns)
    ).first()
    return None if found is None else KeptDocument._make(found)


def tell(uow: UnitOfWork, practice_id: str, kept: Sequence[KeptDocument], by: str | None) -> None:
    """Tell subscribers of documents that came together."""
    documents: list[ReceivedDocument] = [
        {
            "id": each.id,
            "media_type": each.media_type or "",
            "size": each.size or 0,
            "sha256": each.sha256 or "",
        }
        for each in kept
    ]
    uow.send(
        DOCUMENT_RECEIVED,
        DocumentReceivedData(
            client_id=kept[0].client_id,
            practice_id=practice_id,
            source=DocumentSource(kept[0].source),
            documents=documents,
            by=by,
            at=now(),
        ),
    )


def tell_set_aside(
    uow: UnitOfWork, practice_id: str, infected: Sequence[KeptDocument], by: str | None
) -> None:
    """Tell of documents in which something was found: for the activity, and no program."""
    for each in infected:
        uow.send(
            DOCUMENT_CHANGED,
            DocumentChangedData(
                client_id=each.client_id,
                practice_id=practice_id,
                document_id=each.id,
                change=DocumentChange.SET_ASIDE,
                actor_id=by,
                at=now(),
            ),
        )
