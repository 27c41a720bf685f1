"""Who may send documents to a client by email, as somebody sees and changes it."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.access.states import AccessLevel
from contracts.accounts import document_senders
from contracts.accounts.document_senders import ChangeDocumentSenders, ForgetSender
from contracts.accounts.document_states import SenderPolicy
from contracts.errors import NotFound
from contracts.messages import Rpc
from contracts.moments import moment
from services.accounts.documents import document_access, document_trail, known_senders
from services.accounts.documents.document_access import Reach
from services.accounts.tables import ApprovedSender, ClientSenderPolicy, Practice


def get(
    database: Database, calls: Rpc, vault: Vault, caller: Caller, client_id: str
) -> document_senders.DocumentSenders:
    """Who may send. Raises `NotFound`."""
    seen = document_access.reach_all(database, calls, caller, client_id)
    of_practice = _of_practice(database, seen)
    with database.read() as connection:
        return _view(connection, vault, client_id, of_practice)


def change(
    database: Database, calls: Rpc, vault: Vault, request: Request[ChangeDocumentSenders]
) -> document_senders.DocumentSenders:
    """Let another rule be in force from the next email on. Raises `NotFound`."""
    refuse_repeat(database, request)
    client_id, policy = request.data.client_id, request.data.policy
    seen = document_access.reach_all(database, calls, request.caller, client_id, AccessLevel.WORK)
    of_practice = _of_practice(database, seen)
    with database.unit_of_work(request) as uow:
        document_trail.note_policy(uow, seen, _own(uow.connection, client_id), policy, request.caller.user_id)
        if policy is None:
            uow.execute(delete(ClientSenderPolicy).where(ClientSenderPolicy.client_id == client_id))
        else:
            wanted = insert(ClientSenderPolicy).values(client_id=client_id, policy=policy)
            uow.execute(wanted.on_conflict_do_update(index_elements=["client_id"], set_={"policy": policy}))
        return uow.answer(_view(uow.connection, vault, client_id, of_practice))


def forget(database: Database, calls: Rpc, request: Request[ForgetSender]) -> None:
    """Let an address be unknown again. Raises `NotFound`."""
    refuse_repeat(database, request)
    seen = document_access.reach_all(
        database, calls, request.caller, request.data.client_id, AccessLevel.WORK
    )
    with database.unit_of_work(request) as uow:
        gone = delete(ApprovedSender).where(
            ApprovedSender.client_id == request.data.client_id, ApprovedSender.id == request.data.sender_id
        )
        if uow.execute(gone.returning(ApprovedSender.id)).first() is None:
            raise NotFound(what="sender")
        document_trail.note_forgotten(uow, seen, request.caller.user_id)
        uow.answer(None)


def _of_practice(database: Database, seen: Reach) -> SenderPolicy:
    """The practice's rule: a client's own people may know by which theirs is replaced."""
    query = select(Practice.document_senders).where(Practice.id == seen.practice_id)
    with database.read(everywhere=True) as connection:
        return SenderPolicy(connection.execute(query).scalar_one())


def _own(connection: Connection, client_id: str) -> SenderPolicy | None:
    query = select(ClientSenderPolicy.policy).where(ClientSenderPolicy.client_id == client_id)
    found = connection.execute(query).scalar()
    return SenderPolicy(found) if found is not None else None


def _view(
    connection: Connection, vault: Vault, client_id: str, of_practice: SenderPolicy
) -> document_senders.DocumentSenders:
    own = _own(connection, client_id)
    query = select(ApprovedSender.id, ApprovedSender.address, ApprovedSender.approved_at)
    rows = connection.execute(
        query.where(ApprovedSender.client_id == client_id).order_by(ApprovedSender.id.desc())
    )
    return {
        "policy": own,
        "applies": own or of_practice,
        "approved": [
            {
                "id": row.id,
                "address": vault.open(row.address, known_senders.address_place(row.id)),
                "approved_at": moment(row.approved_at),
            }
            for row in rows
        ],
    }
