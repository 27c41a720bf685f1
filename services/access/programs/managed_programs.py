"""A practice's programs as its admins manage them: people only, for a program makes no other."""

from __future__ import annotations

import datetime
import secrets

from sqlalchemy import Connection, func, insert, or_, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.access import (
    ChangeProgram,
    CreateProgram,
    OneProgram,
    PracticeRole,
    Program,
    ProgramChanged,
    ProgramLimit,
    Programs,
    ProgramWithSecret,
    RotateProgram,
    SentMessages,
)
from contracts.errors import NotFound, RoleRequired, StaleVersion
from services.access import permissions
from services.access.activity import audit_lines
from services.access.members import memberships, users
from services.access.members.member_facts import Actor
from services.access.programs.program_facts import StoredProgram, view
from services.access.sessions import session_records
from services.access.tables import Membership, ProgramAccount, ProgramSecret

_MOST = 50
PREFIX = "clientele_secret_"

_PROGRAM = (
    select(
        ProgramAccount.id,
        ProgramAccount.practice_id,
        ProgramAccount.user_id,
        ProgramAccount.name,
        ProgramAccount.scopes,
        ProgramAccount.networks,
        ProgramAccount.expires_at,
        ProgramAccount.last_used_at,
        ProgramAccount.created_at,
        ProgramAccount.version,
        Membership.role,
    )
    .join(
        Membership,
        (Membership.user_id == ProgramAccount.user_id)
        & (Membership.account_id == ProgramAccount.practice_id),
    )
    .where(ProgramAccount.ended_at.is_(None))
)


def listed(database: Database, caller: Caller) -> Programs:
    """The practice's programs, the oldest first. Raises `RoleRequired`."""
    with database.read() as connection:
        actor = _admin(connection, caller)
        rows = connection.execute(
            _PROGRAM.where(ProgramAccount.practice_id == actor.account_id).order_by(ProgramAccount.id)
        ).all()
        items = [_view(connection, StoredProgram(*row)) for row in rows]
    return {"items": items, "next_cursor": None}


def get(database: Database, caller: Caller, program_id: str) -> Program:
    """One program. Raises `NotFound`, `RoleRequired`."""
    with database.read() as connection:
        return _view(connection, _one(connection, _admin(connection, caller), program_id))


def create(database: Database, request: Request[CreateProgram]) -> ProgramWithSecret:
    """A new program; its secret is shown this once. Raises `RoleRequired`, `ProgramLimit`."""
    data = request.data
    with database.unit_of_work(request) as uow:
        actor = _admin(uow.connection, request.caller)
        of_practice = (ProgramAccount.practice_id == actor.account_id) & ProgramAccount.ended_at.is_(None)
        if uow.execute(select(func.count()).where(of_practice)).scalar_one() >= _MOST:
            raise ProgramLimit(most=_MOST)
        user_id = users.add_program(uow, name=data.name)
        memberships.add(uow, actor.account_id, user_id, data.name, role=data.role, program=True)
        program_id = new_id("prog")
        row = {
            "id": program_id,
            "practice_id": actor.account_id,
            "user_id": user_id,
            "name": data.name,
            "scopes": [*data.scopes],
            "networks": [*data.networks],
            "expires_at": now() + datetime.timedelta(days=data.expires_in_days),
            "created_by": actor.user_id,
            "created_at": now(),
            "version": 1,
        }
        uow.execute(insert(ProgramAccount).values(row))
        secret = _new_secret(uow, program_id)
        program = _one(uow.connection, actor, program_id)
        _note(uow, actor, "created", program)
        return uow.answer(_with_secret(uow, program, secret))


def change(database: Database, request: Request[ChangeProgram]) -> ProgramChanged:
    """Raises `NotFound`, `RoleRequired`, `StaleVersion`."""
    data = request.data
    with database.unit_of_work(request) as uow:
        actor = _admin(uow.connection, request.caller)
        before = _one(uow.connection, actor, data["program_id"])
        if data.get("if_version", before.version) != before.version:
            raise StaleVersion()
        values = {name: data[name] for name in ("name", "scopes", "networks") if name in data}
        changed = uow.execute(
            update(ProgramAccount)
            .where(ProgramAccount.id == before.id, ProgramAccount.version == before.version)
            .values(version=ProgramAccount.version + 1, **values)
        )
        if not changed.rowcount:
            raise StaleVersion()
        ended = session_records.end_all(uow, before.user_id, account_id=before.practice_id)
        after = _one(uow.connection, actor, before.id)
        _note(uow, actor, "changed", after, before)
        answer: ProgramChanged = {**_view(uow.connection, after), "message_ids": ended}
        return uow.answer(answer)


def rotate(database: Database, request: Request[RotateProgram]) -> ProgramWithSecret:
    """A new secret, shown this once; those before count a while longer. Raises `NotFound`."""
    data = request.data
    with database.unit_of_work(request) as uow:
        actor = _admin(uow.connection, request.caller)
        program = _one(uow.connection, actor, data.program_id)
        end = now() + datetime.timedelta(hours=data.overlap_hours)
        uow.execute(
            update(ProgramSecret)
            .where(
                ProgramSecret.program_id == program.id,
                or_(ProgramSecret.expires_at.is_(None), ProgramSecret.expires_at > end),
            )
            .values(expires_at=end)
        )
        secret = _new_secret(uow, program.id)
        _note(uow, actor, "rotated", program)
        return uow.answer(_with_secret(uow, program, secret))


def end(database: Database, request: Request[OneProgram]) -> SentMessages:
    """A program ends, with its tokens. Raises `NotFound`, `RoleRequired`."""
    with database.unit_of_work(request) as uow:
        actor = _admin(uow.connection, request.caller)
        program = _one(uow.connection, actor, request.data.program_id)
        uow.execute(update(ProgramAccount).where(ProgramAccount.id == program.id).values(ended_at=func.now()))
        message_ids = session_records.end_all(uow, program.user_id, account_id=program.practice_id)
        message_ids.append(memberships.end_program(uow, program.practice_id, program.user_id))
        _note(uow, actor, "ended", program)
        sent: SentMessages = {"message_ids": message_ids}
        return uow.answer(sent)


def hash_secret(secret: str) -> str:
    """As secrets are kept: they are long and random, so that a fast hash tells nothing."""
    return session_records.hash_token(secret)


def _admin(connection: Connection, caller: Caller) -> Actor:
    permissions.require_session(caller)
    actor = permissions.colleague(connection, caller)
    if actor.role != PracticeRole.PRACTICE_ADMIN:
        raise RoleRequired(role="practice_admin")
    return actor


def _one(connection: Connection, actor: Actor, program_id: str) -> StoredProgram:
    row = connection.execute(
        _PROGRAM.where(ProgramAccount.id == program_id, ProgramAccount.practice_id == actor.account_id)
    ).first()
    if row is None:
        raise NotFound(what="program")
    return StoredProgram(*row)


def _view(connection: Connection, program: StoredProgram) -> Program:
    ends = connection.execute(
        select(ProgramSecret.expires_at)
        .where(
            ProgramSecret.program_id == program.id,
            or_(ProgramSecret.expires_at.is_(None), ProgramSecret.expires_at > func.now()),
        )
        .order_by(ProgramSecret.created_at)
    )
    return view(program, ends.scalars().all())


def _new_secret(uow: UnitOfWork, program_id: str) -> str:
    secret = PREFIX + secrets.token_urlsafe(32)
    row = {"hash": hash_secret(secret), "program_id": program_id, "created_at": now()}
    uow.execute(insert(ProgramSecret).values(row))
    return secret


def _with_secret(uow: UnitOfWork, program: StoredProgram, secret: str) -> ProgramWithSecret:
    return {**_view(uow.connection, program), "client_id": program.id, "client_secret": secret}


def _note(
    uow: UnitOfWork, actor: Actor, verb: str, program: StoredProgram, before: StoredProgram | None = None
) -> None:
    def shown(of: StoredProgram) -> dict[str, object]:
        return {"name": of.name, "role": of.role, "scopes": of.scopes, "networks": of.networks}

    audit_lines.note(
        uow,
        f"program.{verb}",
        practice_id=program.practice_id,
        actor_id=actor.user_id,
        user_id=program.user_id,
        before=shown(before) if before is not None else None,
        after=shown(program),
    )
