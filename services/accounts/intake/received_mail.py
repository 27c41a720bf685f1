"""A mail is kept, whole or not at all, and told once however often it comes.

Its contents are durable before its transaction begins; the transaction makes its documents seen, tells of
them, and notes its fingerprint. A sender that hears of no success sends it again, and finds it there, or not.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis import context
from chassis.context import Context
from chassis.database.transactions import Transactions
from chassis.database.unit_of_work import UnitOfWork, now
from contracts.accounts.client_states import ClientStatus
from contracts.accounts.document_states import DocumentKind, DocumentSource, DocumentState
from services.accounts.documents import (
    document_names,
    document_receipts,
    held_mails,
    known_senders,
    media_types,
    received_documents,
    sender_rule,
)
from services.accounts.documents.document_receipts import ReceivedFrom
from services.accounts.documents.kept_document import KeptDocument
from services.accounts.documents.received_documents import NewDocument
from services.accounts.documents.sealed_contents import Content, SealedContents
from services.accounts.intake.mail_headers import MailHeaders
from services.accounts.intake.mail_infections import Infections
from services.accounts.intake.mail_reader.mail_files import MailFile
from services.accounts.intake.recipients import Recipient
from services.accounts.tables import Client, ReceivedMail


class NotTaken(Exception):
    """The client was archived or deleted since its address was given."""


class Forgotten(Exception):
    """What was begun for the mail is gone, as it took longer than it may: it has to come again."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with what was found in it; `sender` is who it says it is from, or else who it came from."""

    content: bytes
    headers: MailHeaders
    files: Sequence[MailFile]
    sender: str
    can_be_answered: bool
    infections: Infections


def take(database: Transactions, contents: SealedContents, mail: Mail, to: Recipient) -> bool:
    """Keep a mail for a client; whether it is new.

    Raises `NotTaken`, `Forgotten`, and what databases and disks raise.
    """
    with context.enter(Context(context.new_correlation_id(), scope=to.practice_id)):
        if _is_known(database, mail, to):
            return False
        documents = _documents(mail)
        with database.unit_of_work() as uow:
            received_documents.begin(
                uow,
                contents.vault,
                to.client_id,
                [new for new, _ in documents],
                source=DocumentSource.EMAIL,
                sender=mail.sender,
                by=None,
            )
        written = [(new, _write(contents, new, content)) for new, content in documents]
        return _keep(database, contents, mail, to, written)


def _write(contents: SealedContents, new: NewDocument, content: bytes) -> Content:
    written = contents.write(new.id, new.name, content)
    return replace(written, media_type=media_types.MESSAGE) if new.kind == DocumentKind.MESSAGE else written


def _is_known(database: Transactions, mail: Mail, to: Recipient) -> bool:
    query = select(ReceivedMail.fingerprint).where(
        ReceivedMail.client_id == to.client_id, ReceivedMail.fingerprint == mail.headers.fingerprint
    )
    with database.read() as connection:
        return connection.execute(query).first() is not None


def _keep(
    database: Transactions,
    contents: SealedContents,
    mail: Mail,
    to: Recipient,
    written: Sequence[tuple[NewDocument, Content]],
) -> bool:
    with database.unit_of_work() as uow:
        client = select(Client.status).where(Client.id == to.client_id).with_for_update()
        status = uow.execute(client).scalar()
        if status != ClientStatus.ACTIVE:
            raise NotTaken
        if not _note(uow, mail, to):
            return False
        vault, address = contents.vault, mail.headers.address
        state = sender_rule.decide(known_senders.facts(uow.connection, vault, to.client_id, address))
        found = [
            received_documents.keep(uow, new.id, content, state, new.infection) for new, content in written
        ]
        kept = [each for each in found if each is not None]
        if len(kept) < len(written):
            raise Forgotten
        received_documents.tell_set_aside(uow, to.practice_id, _set_aside(kept), None)
        clean = [each for each in kept if each.infection is None]
        if clean and state == DocumentState.HELD:
            held_mails.hold(uow, vault, to.client_id, written[0][0].id, address)
        elif clean:
            received_documents.tell(uow, to.practice_id, clean, None)
        if mail.can_be_answered and address is not None:
            document_receipts.note(
                uow,
                vault,
                ReceivedFrom(
                    message_id=written[0][0].id,
                    client_id=to.client_id,
                    practice_id=to.practice_id,
                    fingerprint=mail.headers.fingerprint,
                    address=address,
                    thread=mail.headers.thread,
                    documents=len(mail.files) or 1,
                ),
            )
        return True


def _set_aside(kept: Sequence[KeptDocument]) -> list[KeptDocument]:
    """The infected documents, without the mail that they are in."""
    return [each for each in kept if each.infection is not None and each.listed]


def _note(uow: UnitOfWork, mail: Mail, to: Recipient) -> bool:
    """Note that the mail was taken; False where another has, which sent it at the same time."""
    noted = insert(ReceivedMail).values(
        client_id=to.client_id, fingerprint=mail.headers.fingerprint, received_at=now()
    )
    return uow.execute(noted.on_conflict_do_nothing().returning(ReceivedMail.fingerprint)).first() is not None


def _documents(mail: Mail) -> list[tuple[NewDocument, bytes]]:
    """The mail itself and the files in it; the mail is listed where there are none."""
    itself = NewDocument(
        id=received_documents.new_document_id(),
        name=document_names.safe(f"{mail.headers.subject[:200] or 'Email'}.eml", "Email.eml"),
        kind=DocumentKind.MESSAGE,
        listed=not mail.files or mail.infections.elsewhere,
        infection=mail.infections.mail,
    )
    files = [
        NewDocument(
            id=received_documents.new_document_id(),
            name=_name(file),
            kind=DocumentKind.FILE,
            message_id=itself.id,
            infection=infection,
        )
        for file, infection in zip(mail.files, mail.infections.files, strict=True)
    ]
    return [(itself, mail.content), *zip(files, (file.content for file in mail.files), strict=True)]


def _name(file: MailFile) -> str:
    named = document_names.safe(file.name, "")
    return named or f"attachment{mimetypes.guess_extension(media_types.of(file.content, '')) or ''}"
