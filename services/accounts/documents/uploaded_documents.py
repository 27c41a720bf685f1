"""Documents that somebody uploads: handed over in parts, as messages are small."""

from __future__ import annotations

import base64
import binascii

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.observability import logs
from chassis.rpc.request import Request
from chassis.security.vault import CannotOpen
from contracts.access.states import AccessLevel
from contracts.accounts.document_states import DocumentKind, DocumentSource, DocumentState
from contracts.accounts.documents import (
    PART,
    BeginDocument,
    Document,
    DocumentBegun,
    DocumentIncomplete,
    ReceiveDocumentPart,
)
from contracts.errors import NotFound, ServiceUnavailable
from contracts.messages import Rpc
from services.accounts.documents import (
    document_access,
    document_names,
    document_records,
    received_documents,
)
from services.accounts.documents.document_access import Reach
from services.accounts.documents.kept_document import KeptDocument
from services.accounts.documents.malware_scanner import NotScanned, Scanner
from services.accounts.documents.object_store import ObjectMissing
from services.accounts.documents.received_documents import NewDocument
from services.accounts.documents.sealed_contents import Content, SealedContents
from services.accounts.tables import ClientDocument

_log = logs.get(__name__)


def begin(
    database: Database, calls: Rpc, contents: SealedContents, request: Request[BeginDocument]
) -> DocumentBegun:
    """Begin to take a document in. Raises `NotFound`, `ClientArchived`."""
    data, caller = request.data, request.caller
    refuse_repeat(database, request)
    seen = document_access.reach(database, calls, caller, data.client_id, AccessLevel.WORK)
    seen.require_active()
    new = NewDocument(
        id=received_documents.new_document_id(),
        name=document_names.safe(data.filename),
        kind=DocumentKind.FILE,
    )
    with database.unit_of_work(request) as uow:
        received_documents.begin(
            uow,
            contents.vault,
            seen.client_id,
            [new],
            source=DocumentSource.UPLOAD,
            sender=seen.caller_name,
            by=caller.user_id,
        )
        return uow.answer(DocumentBegun(id=new.id))


def receive_part(
    database: Database,
    calls: Rpc,
    contents: SealedContents,
    scanner: Scanner,
    request: Request[ReceiveDocumentPart],
) -> Document:
    """Take the next part; the last one lets the document be kept, and told of, or set aside.

    Raises `NotFound`, `ClientArchived`, `DocumentIncomplete`, `StoreUnavailable`, and `ServiceUnavailable`
    while clamd is down.
    """
    data, caller = request.data, request.caller
    refuse_repeat(database, request)
    seen = document_access.reach(database, calls, caller, data.client_id, AccessLevel.WORK)
    seen.require_active()
    found = _begun(database, seen, caller.user_id, data.document_id)
    contents.write_part(found.id, data.number, _bytes_of(data))
    if not data.last:
        with database.unit_of_work(request) as uow:
            return uow.answer(document_records.view(contents.vault, found))
    content = _look(contents, found, data.number + 1)
    infection = _infection_in(contents, scanner, found, data.number + 1)
    with database.unit_of_work(request) as uow:
        kept = received_documents.keep(uow, found.id, content, infection=infection)
        if kept is None:
            raise NotFound(what="document")
        tells = received_documents.tell if infection is None else received_documents.tell_set_aside
        tells(uow, seen.practice_id, [kept], caller.user_id)
        return uow.answer(document_records.view(contents.vault, kept))


def _begun(database: Database, seen: Reach, user_id: str, document_id: str) -> KeptDocument:
    """A document that the caller is uploading. Raises `NotFound`."""
    query = document_records.rows(seen, DocumentState.UPLOADING).where(
        ClientDocument.id == document_id, ClientDocument.created_by == user_id
    )
    with database.read() as connection:
        found = connection.execute(query).first()
    if found is None:
        raise NotFound(what="document")
    return KeptDocument._make(found)


def _bytes_of(data: ReceiveDocumentPart) -> bytes:
    """Raises `DocumentIncomplete`: every part but the last is as long as a part can be."""
    try:
        part = base64.b64decode(data.data, validate=True)
    except (binascii.Error, ValueError):
        raise DocumentIncomplete() from None
    if not part or len(part) > PART or (len(part) < PART and not data.last):
        raise DocumentIncomplete()
    return part


def _infection_in(contents: SealedContents, scanner: Scanner, found: KeptDocument, parts: int) -> str | None:
    """Raises `ServiceUnavailable`."""
    try:
        return scanner.infection_in(contents.read_part(found.id, number) for number in range(parts))
    except NotScanned as error:
        _log.warning("document_not_scanned", reason=str(error))
        raise ServiceUnavailable(service="scanning") from None


def _look(contents: SealedContents, found: KeptDocument, parts: int) -> Content:
    try:
        return contents.look(found.id, found.name, parts)
    except (ObjectMissing, CannotOpen):
        raise DocumentIncomplete() from None
