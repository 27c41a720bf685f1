"""The word that somebody says about an email from somebody unknown."""

from __future__ import annotations

from sqlalchemy import select, update

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from contracts.access.states import AccessLevel
from contracts.accounts.document_senders import AcceptDocument
from contracts.accounts.document_states import DocumentChange, DocumentState
from contracts.accounts.documents import DocumentPage, GetDocument
from contracts.errors import NotFound
from contracts.messages import Rpc
from services.accounts.documents import (
    document_access,
    document_records,
    document_trail,
    held_mails,
    known_senders,
)
from services.accounts.documents.sealed_contents import SealedContents
from services.accounts.tables import ClientDocument, HeldMail


def accept(
    database: Database, calls: Rpc, contents: SealedContents, request: Request[AcceptDocument]
) -> DocumentPage:
    """Take in what is held of an email, and of others of its sender where that one is to be remembered.

    Raises `NotFound`, `ClientArchived`.
    """
    refuse_repeat(database, request)
    data, by = request.data, request.caller.user_id
    seen = document_access.reach_all(database, calls, request.caller, data.client_id, AccessLevel.WORK)
    seen.require_active()
    with database.unit_of_work(request) as uow:
        mail = _locked(uow, data.client_id, data.document_id)
        ids = [mail.message_id]
        if data.remember and mail.address is not None:
            address = contents.vault.open(mail.address, held_mails.address_place(mail.message_id))
            known_senders.remember(uow, contents.vault, data.client_id, address, by)
            ids += _of_same_sender(uow, mail)
        kept = [each for found in ids for each in held_mails.release(uow, found, seen.practice_id)]
        for found in ids:
            document_trail.note(uow, seen, found, DocumentChange.ACCEPTED, by)
        items = [document_records.view(contents.vault, each) for each in kept]
        return uow.answer(DocumentPage(items=items, next_cursor=None))


def refuse(database: Database, calls: Rpc, request: Request[GetDocument]) -> None:
    """Delete what is held of an email. Raises `NotFound`."""
    refuse_repeat(database, request)
    data = request.data
    seen = document_access.reach_all(database, calls, request.caller, data.client_id, AccessLevel.WORK)
    with database.unit_of_work(request) as uow:
        mail = _locked(uow, data.client_id, data.document_id)
        gone = update(ClientDocument).where(held_mails.of_mail(mail.message_id, DocumentState.HELD))
        by = request.caller.user_id
        uow.execute(gone.values(state=DocumentState.DELETED, deleted_at=now(), deleted_by=by))
        document_trail.note(uow, seen, mail.message_id, DocumentChange.REFUSED, by)
        uow.answer(None)


def _locked(uow: UnitOfWork, client_id: str, document_id: str) -> HeldMail:
    """The email that a held document is of. Raises `NotFound`."""
    document = select(ClientDocument.id, ClientDocument.message_id).where(
        ClientDocument.client_id == client_id,
        ClientDocument.id == document_id,
        ClientDocument.state == DocumentState.HELD,
    )
    found = uow.execute(document.with_for_update()).first()
    if found is None:
        raise NotFound(what="document")
    query = select(*HeldMail.__table__.columns).where(HeldMail.message_id == (found.message_id or found.id))
    return HeldMail(**uow.execute(query.with_for_update()).one()._mapping)


def _of_same_sender(uow: UnitOfWork, mail: HeldMail) -> list[str]:
    query = select(HeldMail.message_id).where(
        HeldMail.client_id == mail.client_id,
        HeldMail.address_index == mail.address_index,
        HeldMail.message_id != mail.message_id,
    )
    return list(uow.execute(query.order_by(HeldMail.message_id).with_for_update()).scalars())
