"""What somebody did with documents, for the activity (product.md 8.5)."""

from __future__ import annotations

from chassis.database.unit_of_work import UnitOfWork, now
from contracts.accounts.document_states import DocumentChange, SenderPolicy
from contracts.accounts.events import (
    DOCUMENT_CHANGED,
    DOCUMENT_SENDERS_CHANGED,
    DocumentChangedData,
    DocumentSendersChangedData,
)
from services.accounts.documents.document_access import Reach

#: A client without a rule of its own.
_AS_THE_PRACTICE = "practice"


def note(uow: UnitOfWork, seen: Reach, document_id: str, change: DocumentChange, by: str) -> None:
    """Tell what was done with a document."""
    uow.send(
        DOCUMENT_CHANGED,
        DocumentChangedData(
            client_id=seen.client_id,
            practice_id=seen.practice_id,
            document_id=document_id,
            change=change,
            actor_id=by,
            at=now(),
        ),
    )


def note_policy(
    uow: UnitOfWork, seen: Reach, before: SenderPolicy | None, after: SenderPolicy | None, by: str
) -> None:
    """Tell that another rule is in force, if one is."""
    if before != after:
        _tell_of_senders(uow, seen, by, _shown(before), _shown(after))


def note_forgotten(uow: UnitOfWork, seen: Reach, by: str) -> None:
    """Tell that a sender is unknown again: not which, as addresses are in no event (product.md 9.2)."""
    _tell_of_senders(uow, seen, by, None, None)


def _shown(policy: SenderPolicy | None) -> dict[str, object]:
    return {"document_senders": policy or _AS_THE_PRACTICE}


def _tell_of_senders(
    uow: UnitOfWork, seen: Reach, by: str, before: dict[str, object] | None, after: dict[str, object] | None
) -> None:
    data = DocumentSendersChangedData(
        client_id=seen.client_id,
        practice_id=seen.practice_id,
        actor_id=by,
        before=before,
        after=after,
        at=now(),
    )
    uow.send(DOCUMENT_SENDERS_CHANGED, data)
