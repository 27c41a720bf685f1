"""Who may send documents to a client by email, and a word about those that somebody unknown sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from contracts import accounts
from contracts.access.states import ClientRole
from contracts.accounts.documents import Document
from contracts.errors import InvalidInput
from gateway.http.responses import Response
from gateway.web.documents import document_places
from gateway.web.kit.forms import Form
from gateway.web.kit.undo_offers import Undo
from gateway.web.kit.visits import Route, Visit, Visits

_TEMPLATE = "documents/document_senders.html"
_OF_PRACTICE = "practice"


def routes(visiting: Visits) -> list[Route]:
    found = []
    for path in document_places.PATHS:
        one = f"{path}/{{document_id}}"
        found += [
            visiting.shows(f"{path}/senders", show),
            visiting.takes(f"{path}/senders", change),
            visiting.takes(f"{path}/senders/{{sender_id}}/forget", forget),
            visiting.takes(f"{one}/accept", accept),
            visiting.takes(f"{one}/refuse", refuse),
        ]
    return found


def may_decide(visit: Visit) -> bool:
    """Whether held documents wait for a word of theirs (product.md 1)."""
    return str(visit.account["kind"]) == "practice" or str(visit.account["role"]) == ClientRole.BUSINESS_ADMIN


def held(visit: Visit) -> Sequence[Mapping[str, Any]]:
    """The newest emails that are held, each with its documents."""
    if not may_decide(visit):
        return []
    client_id = document_places.client_id(visit)
    page = accounts.list_documents(visit.rpc, client_id=client_id, held=True)
    return [{"first": same[0], "documents": same} for same in map(list, _by_mail(page["items"]))]


def _by_mail(documents: Sequence[Document]) -> Any:
    return (group for _, group in groupby(documents, lambda each: each["message_id"] or each["id"]))


def show(visit: Visit) -> Response:
    senders = _senders(visit)
    return visit.page(
        _TEMPLATE, **_shown(visit, senders), values={"policy": senders["policy"] or _OF_PRACTICE}
    )


def change(visit: Visit, form: Form) -> Response:
    chosen = form.text("policy")
    try:
        if chosen not in (_OF_PRACTICE, *accounts.SenderPolicy):
            raise InvalidInput.at("/policy", "required", "Choose who may send.")
        accounts.change_document_senders(
            visit.rpc,
            client_id=document_places.client_id(visit),
            policy=None if chosen == _OF_PRACTICE else chosen,
        )
    except InvalidInput as problem:
        return visit.refused(_TEMPLATE, problem, **_shown(visit, _senders(visit)), values=form)
    return visit.go(f"{document_places.base(visit)}/senders", done="saved")


def forget(visit: Visit, _form: Form) -> Response:
    accounts.forget_sender(
        visit.rpc,
        client_id=document_places.client_id(visit),
        sender_id=visit.request.parameters["sender_id"],
    )
    return visit.go(f"{document_places.base(visit)}/senders", done="forgotten")


def accept(visit: Visit, form: Form) -> Response:
    accounts.accept_document(
        visit.rpc,
        client_id=document_places.client_id(visit),
        document_id=visit.request.parameters["document_id"],
        remember=form.text("remember") == "yes",
    )
    return visit.go(document_places.base(visit), done="accepted")


def refuse(visit: Visit, _form: Form) -> Response:
    document_id = visit.request.parameters["document_id"]
    accounts.refuse_document(visit.rpc, client_id=document_places.client_id(visit), document_id=document_id)
    base = document_places.base(visit)
    return visit.go(base, done="refused", undo=Undo(f"{base}/{document_id}/restore"))


def _senders(visit: Visit) -> accounts.DocumentSenders:
    return accounts.get_document_senders(visit.rpc, document_places.client_id(visit))


def _shown(visit: Visit, senders: accounts.DocumentSenders) -> dict[str, Any]:
    return {
        "ours": visit.account["kind"] == "practice",
        "client": accounts.get_client(visit.rpc, document_places.client_id(visit)),
        "base": document_places.base(visit),
        "senders": senders,
    }
