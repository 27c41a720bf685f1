"""Drafts of clients, shared by everybody of the practice who may add clients."""

from __future__ import annotations

import datetime
from typing import NamedTuple, cast

from sqlalchemy import delete, func, insert, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.accounts.drafts import ChangeDraft, Draft, DraftAnswers, DraftPage, GetDraft, ListDrafts
from contracts.accounts.duplicates import CheckDuplicates
from contracts.errors import NotFound, StaleVersion
from contracts.moments import moment
from services.accounts import permissions
from services.accounts.client_lists import duplicate_clients
from services.accounts.clients import self_employed
from services.accounts.drafts import draft_answers, draft_steps
from services.accounts.drafts.draft_answers import Answers
from services.accounts.tables import ClientDraft, Member

LIFETIME = datetime.timedelta(days=30)
_NOTICE = datetime.timedelta(days=5)

_author, _editor = Member.__table__.alias("author"), Member.__table__.alias("editor")
_colleagues = (
    select(func.count())
    .where(Member.practice_id == ClientDraft.practice_id, Member.status.in_(("active", "invited")))
    .scalar_subquery()
)
_SHOWN = (
    select(
        *ClientDraft.__table__.columns,
        _author.c.name.label("author"),
        _editor.c.name.label("editor"),
        _colleagues.label("colleagues"),
    )
    .outerjoin(
        _author,
        (_author.c.practice_id == ClientDraft.practice_id) & (_author.c.user_id == ClientDraft.created_by),
    )
    .outerjoin(
        _editor,
        (_editor.c.practice_id == ClientDraft.practice_id) & (_editor.c.user_id == ClientDraft.updated_by),
    )
)


class DraftRow(NamedTuple):
    """A draft with who made it and who works at the practice, in the order of `_SHOWN`."""

    id: str
    practice_id: str
    answers: Answers
    nino_sealed: str | None
    client_id: str | None
    created_by: str
    updated_by: str
    created_at: datetime.datetime
    updated_at: datetime.datetime
    expires_at: datetime.datetime
    version: int
    author: str | None
    editor: str | None
    colleagues: int


def begin(database: Database, vault: Vault, request: Request[DraftAnswers]) -> Draft:
    """A new draft. Raises `RoleRequired`, `InvalidInput`, `accounts.PracticeCodeTaken`."""
    answers, caller, at = draft_answers.given_in(request.data), request.caller, now()
    with database.unit_of_work(request) as uow:
        practice = permissions.require_adder(uow.connection, caller).practice
        draft_answers.check(uow, practice, answers)
        draft_id = new_id("draft")
        row = {
            "id": draft_id,
            "practice_id": practice.id,
            **_kept(vault, draft_id, {}, None, answers),
            "created_by": caller.user_id,
            "updated_by": caller.user_id,
            "created_at": at,
            "updated_at": at,
            "expires_at": at + LIFETIME,
            "version": 1,
        }
        uow.execute(insert(ClientDraft).values(row))
        return uow.answer(_view(uow, one(uow, caller, draft_id)))


def change(database: Database, vault: Vault, request: Request[ChangeDraft]) -> Draft:
    """Put what is given in the place of what was there. Raises as `begin`, and `NotFound`, `StaleVersion`."""
    caller, at = request.caller, now()
    draft_id, if_version = request.data["draft_id"], request.data.get("if_version")
    answers = draft_answers.given_in(request.data)
    with database.unit_of_work(request) as uow:
        practice = permissions.require_adder(uow.connection, caller).practice
        draft = one(uow, caller, draft_id, locked=True)
        if draft.client_id is not None:
            raise NotFound(what="draft")
        if if_version is not None and if_version != draft.version:
            raise StaleVersion()
        draft_answers.check(uow, practice, answers)
        uow.execute(
            update(ClientDraft)
            .where(ClientDraft.id == draft_id)
            .values(
                **_kept(vault, draft_id, draft.answers, draft.nino_sealed, answers),
                updated_by=caller.user_id,
                updated_at=at,
                expires_at=at + LIFETIME,
                version=draft.version + 1,
            )
        )
        return uow.answer(_view(uow, one(uow, caller, draft_id)))


def _kept(
    vault: Vault, draft_id: str, before: Answers, sealed: str | None, given: Answers
) -> dict[str, object]:
    """The columns of a draft's answers: merged, with the National Insurance number sealed and masked."""
    merged = draft_answers.merged(before, given)
    if "national_insurance_number" in given:
        number = given["national_insurance_number"]
        sealed = None if number is None else vault.seal(number, place(draft_id))
        merged["national_insurance_number"] = None if number is None else self_employed.masked(number)
    return {"answers": merged, "nino_sealed": sealed}


def place(draft_id: str) -> str:
    """What a draft's sealed number is bound to."""
    return f"draft {draft_id} nino"


def get(database: Database, vault: Vault, caller: Caller, draft_id: str) -> Draft:
    """One draft, with the clients it resembles. Raises `NotFound`, `RoleRequired`."""
    with database.unit_of_work() as uow:
        permissions.require_adder(uow.connection, caller)
        draft = one(uow, caller, draft_id)
        number = None if draft.nino_sealed is None else vault.open(draft.nino_sealed, place(draft_id))
        wanted: CheckDuplicates = {
            "name": draft.answers.get("name"),
            "practice_code": draft.answers.get("practice_code"),
            "email": draft.answers.get("email"),
            "national_insurance_number": number,
        }
        alike = (
            duplicate_clients.find(uow.connection, vault, caller, wanted) if draft.client_id is None else []
        )
        shown = _view(uow, draft)
        shown["possible_duplicates"] = alike
        return shown


def page(database: Database, caller: Caller, query: ListDrafts) -> DraftPage:
    """The practice's drafts that are no clients yet, newest first."""
    statement = _SHOWN.where(ClientDraft.practice_id == caller.account_id, ClientDraft.client_id.is_(None))
    if query.cursor is not None:
        statement = statement.where(ClientDraft.id < query.cursor)
    with database.unit_of_work() as uow:
        permissions.require_adder(uow.connection, caller)
        rows = uow.execute(statement.order_by(ClientDraft.id.desc()).limit(query.limit + 1)).all()
        items = [_view(uow, DraftRow._make(row)) for row in rows[: query.limit]]
    return {"items": items, "next_cursor": items[-1]["id"] if len(rows) > len(items) else None}


def remove(database: Database, request: Request[GetDraft]) -> None:
    """Throw a draft away. Raises `NotFound`, `RoleRequired`."""
    with database.unit_of_work(request) as uow:
        permissions.require_adder(uow.connection, request.caller)
        one(uow, request.caller, request.data.draft_id, locked=True)
        uow.execute(delete(ClientDraft).where(ClientDraft.id == request.data.draft_id))
        uow.answer(None)


def forget_expired(database: Database, at: datetime.datetime) -> None:
    """Remove drafts nobody has touched for thirty days; the list has said so for five."""
    with database.autocommit() as connection:
        connection.execute(delete(ClientDraft).where(ClientDraft.expires_at < at))


def one(uow: UnitOfWork, caller: Caller, draft_id: str, *, locked: bool = False) -> DraftRow:
    """The caller's practice's draft. Raises `NotFound`."""
    statement = _SHOWN.where(ClientDraft.id == draft_id, ClientDraft.practice_id == caller.account_id)
    found = uow.execute(statement.with_for_update(of=ClientDraft) if locked else statement).first()
    if found is None:
        raise NotFound(what="draft")
    return DraftRow._make(found)


def _view(uow: UnitOfWork, row: DraftRow) -> Draft:
    found = draft_answers.errors(uow, row.practice_id, row.answers)
    steps, ready = draft_steps.far(draft_answers.to_create(row.answers), found, alone=row.colleagues < 2)
    shown = {
        "id": row.id,
        **row.answers,
        "steps": steps,
        "ready": ready,
        "client_id": row.client_id,
        "created_by": {"id": row.created_by, "name": row.author},
        "updated_by": {"id": row.updated_by, "name": row.editor},
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
        "expires_at": moment(row.expires_at),
        "notice": _notice(row.expires_at),
        "version": row.version,
    }
    # Whose form its answers have, though nothing says that an answer is none of these.
    return cast(Draft, shown)


def _notice(expires_at: datetime.datetime) -> str | None:
    if expires_at - now() > _NOTICE:
        return None
    return f"This draft is removed on {expires_at:%-d %B %Y} unless somebody changes it."
