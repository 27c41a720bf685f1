"""Making a client of a draft, once however often it is requested (product.md 2.7)."""

from __future__ import annotations

from sqlalchemy import select, update

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts import fields
from contracts.accounts import clients
from contracts.accounts.drafts import GetDraft
from contracts.accounts.new_clients import CreateClient
from contracts.errors import NotFound
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.clients import client_view
from services.accounts.drafts import draft_answers, draft_steps, kept_drafts
from services.accounts.drafts.kept_drafts import DraftRow
from services.accounts.new_clients import creating_clients
from services.accounts.tables import ClientDraft


class _BecameClient(Exception):
    """Somebody else was quicker."""


def create(
    database: Database, calls: Rpc, vault: Vault, request: Request[GetDraft], extract_domain: str
) -> clients.Client:
    """The client that the draft describes; the one it became, when it was made before.

    Raises what `creating_clients.create` does, and `NotFound`.
    """
    refuse_repeat(database, request)
    draft_id = request.data.draft_id
    with database.unit_of_work() as uow:
        permissions.require_adder(uow.connection, request.caller)
        draft = kept_drafts.one(uow, request.caller, draft_id)
    if draft.client_id is None:
        number = (
            None if draft.nino_sealed is None else vault.open(draft.nino_sealed, kept_drafts.place(draft_id))
        )
        answers = draft_answers.to_create(draft.answers, number or "")
        wanted: creating_clients.AnyClient = fields.load(CreateClient, draft_steps.creation(answers))
        try:
            return creating_clients.create(
                database,
                calls,
                vault,
                request,
                wanted,
                extract_domain,
                also=lambda uow, client_id: _use_up(uow, draft, client_id),
            )
        except _BecameClient:
            pass
    return _made(database, request, extract_domain)


def _use_up(uow: UnitOfWork, draft: DraftRow, client_id: str) -> None:
    """The draft is done with, in the client's own transaction; nothing of its answers is kept."""
    used_up = uow.execute(
        update(ClientDraft)
        .where(ClientDraft.id == draft.id, ClientDraft.client_id.is_(None))
        .values(client_id=client_id, answers={}, nino_sealed=None)
    )
    if used_up.rowcount == 0:
        raise _BecameClient


def _made(database: Database, request: Request[GetDraft], extract_domain: str) -> clients.Client:
    with database.read() as connection:
        client_id = connection.execute(
            select(ClientDraft.client_id).where(ClientDraft.id == request.data.draft_id)
        ).scalar()
    if client_id is None:
        raise NotFound(what="draft")
    return client_view.get(database, request.caller, client_id, extract_domain)
