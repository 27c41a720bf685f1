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


class SenderPolicy(StrEnum):
    """Whose mail is taken in for a client without a word; that of others is held (docs/adr/0060)."""

    ANYONE = "anyone"
    KNOWN = "known"


class DocumentReceipts(StrEnum):
    """Who gets a mail that says that their documents came (docs/adr/0065)."""

    OFF = "off"
    KNOWN = "known"


class DocumentChange(StrEnum):
    """What somebody did with a document that is here."""

    DOWNLOADED = "downloaded"
    DELETED = "deleted"
    RESTORED = "restored"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    #: By nobody: something was found in it when it came.
    SET_ASIDE = "set_aside"


class PreviewProblem(StrEnum):
    """Why a page of a document is not shown: it needs a password, is no PDF, or takes too much to draw."""

    LOCKED = "locked"
    BROKEN = "broken"
    TOO_MUCH = "too_much"


class DocumentState(StrEnum):
    """How far a document is; one that is not whole yet is shown to nobody.

    One that is held came from somebody unknown, and waits for a word; an infected one is given to nobody.
    """

    UPLOADING = "uploading"
    HELD = "held"
    KEPT = "kept"
    INFECTED = "infected"
    DELETED = "deleted"


#: One that is deleted can be restored until it is removed for good, with its row.
DOCUMENT_TRANSITIONS = Transitions(
    DocumentState,
    {
        DocumentState.UPLOADING: {DocumentState.KEPT, DocumentState.HELD, DocumentState.INFECTED},
        DocumentState.HELD: {DocumentState.KEPT, DocumentState.DELETED},
        DocumentState.KEPT: {DocumentState.DELETED},
        DocumentState.INFECTED: {DocumentState.DELETED},
        DocumentState.DELETED: {DocumentState.KEPT, DocumentState.HELD, DocumentState.INFECTED},
    },
)
