"""Emails from somebody unknown, held until somebody says a word or their sender is found to be known.

The intake uses it too, which is no green process.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, insert, select, update

from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.vault import Vault
from contracts.accounts.document_states import DocumentKind, DocumentState
from services.accounts.documents import known_senders, received_documents
from services.accounts.documents.kept_document import KeptDocument
from services.accounts.tables import ClientDocument, HeldMail


def hold(uow: UnitOfWork, vault: Vault, client_id: str, message_id: str, address: str | None) -> None:
    """Note that an email is held, of which all documents are."""
    uow.execute(
        insert(HeldMail).values(
            message_id=message_id,
            client_id=client_id,
            address=vault.seal(address, address_place(message_id)) if address else None,
            address_index=known_senders.index_of(vault, address) if address else None,
            to_check=address is not None,
            held_at=now(),
        )
    )


def hold_again(uow: UnitOfWork, document: KeptDocument) -> bool:
    """Hold what was refused of an email again, where the document is of one; whether it is."""
    message_id = document.message_id or document.id
    found = select(HeldMail.message_id).where(HeldMail.message_id == message_id).with_for_update()
    if uow.execute(found).first() is None:
        return False
    clean = of_mail(message_id, DocumentState.DELETED) & ClientDocument.infection.is_(None)
    again = update(ClientDocument).where(clean)
    uow.execute(again.values(state=DocumentState.HELD, deleted_at=None, deleted_by=None))
    return True


def release(uow: UnitOfWork, message_id: str, practice_id: str) -> Sequence[KeptDocument]:
    """Keep what is held of an email, and tell of it; nothing where it is held no longer."""
    kept = update(ClientDocument).where(of_mail(message_id, DocumentState.HELD))
    columns = ClientDocument.__table__.columns
    rows = uow.execute(kept.values(state=DocumentState.KEPT).returning(*columns)).all()
    found = sorted(
        map(KeptDocument._make, rows), key=lambda each: (each.kind != DocumentKind.MESSAGE, each.id)
    )
    if found:
        received_documents.tell(uow, practice_id, found, None)
    uow.execute(delete(HeldMail).where(HeldMail.message_id == message_id))
    return found


def of_mail(message_id: str, state: DocumentState) -> ColumnElement[bool]:
    """The condition that a document is an email or came in it, and is of this state."""
    of_it = (ClientDocument.id == message_id) | (ClientDocument.message_id == message_id)
    return of_it & (ClientDocument.state == state)


def address_place(message_id: str) -> str:
    """What the sealed address of an email is bound to."""
    return f"held mail {message_id} address"
