"""What lines about documents say happened (`activity_sentences`)."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.access import ActivityKind
from gateway.web.activity.sentence import Sentence

SENTENCES: Mapping[ActivityKind, Sentence] = {
    ActivityKind.DOCUMENT_RECEIVED: Sentence(
        "Document received", "{actor} uploaded a document to {client}", "An email came for {client}"
    ),
    ActivityKind.DOCUMENT_DOWNLOADED: Sentence(
        "Document downloaded",
        "{actor} downloaded a document of {client}",
        "A document of {client} was downloaded",
    ),
    ActivityKind.DOCUMENT_DELETED: Sentence(
        "Document deleted", "{actor} deleted a document of {client}", "A document of {client} was deleted"
    ),
    ActivityKind.DOCUMENT_RESTORED: Sentence(
        "Document taken back",
        "{actor} took back a deleted document of {client}",
        "A deleted document of {client} was taken back",
    ),
    ActivityKind.DOCUMENT_ACCEPTED: Sentence(
        "Held email accepted",
        "{actor} accepted an email for {client} from somebody unknown",
        "An email for {client} from somebody unknown was accepted",
    ),
    ActivityKind.DOCUMENT_REFUSED: Sentence(
        "Held email refused",
        "{actor} refused an email for {client} from somebody unknown",
        "An email for {client} from somebody unknown was refused",
    ),
    ActivityKind.DOCUMENT_SET_ASIDE: Sentence(
        "Infected document set aside",
        "A document that {actor} uploaded to {client} is infected, and was set aside",
        "A document that came for {client} is infected, and was set aside",
    ),
    ActivityKind.DOCUMENT_SENDERS_CHANGED: Sentence(
        "Who may send documents changed",
        "{actor} changed who may send documents to {client}",
        "Who may send documents to {client} was changed",
    ),
}
