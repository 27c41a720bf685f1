"""The closed sets of clients' documents."""

from __future__ import annotations

from enum import StrEnum

from contracts.transitions import Transitions


class DocumentSource(StrEnum):
    """How a document came."""

    EMAIL = "email"
    UPLOAD = "upload"


class DocumentKind(StrEnum):
    """A file, or the email that files came in."""

    FILE = "file"
    MESSAGE = "message"


class DocumentState(StrEnum):
    """How far a document is; one that is not whole yet is shown to nobody."""

    UPLOADING = "uploading"
    KEPT = "kept"
    DELETED = "deleted"


#: One that is deleted can be restored until it is removed for good, with its row.
DOCUMENT_TRANSITIONS = Transitions(
    DocumentState,
    {
        DocumentState.UPLOADING: {DocumentState.KEPT},
        DocumentState.KEPT: {DocumentState.DELETED},
        DocumentState.DELETED: {DocumentState.KEPT},
    },
)
