"""A new password for who gives the present one."""

from __future__ import annotations

from sqlalchemy import update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from contracts.access import ChangePassword, SentMessages
from services.access.activity import audit_lines
from services.access.passwords import password_confirmation, password_hashes
from services.access.sessions import session_records
from services.access.tables import User


def change(database: Database, request: Request[ChangePassword]) -> SentMessages:
    """Another password for who gives the present one; their other sessions end. Raises `InvalidInput`."""
    user = password_confirmation.by_password(database, request)
    password_hash = hash_chosen(request.data.password, user.email)
    with database.unit_of_work(request) as uow:
        write(uow, user.id, password_hash)
        ended = session_records.end_all(uow, user.id, but=request.caller.session_id, tokens=False)
        audit_lines.note_about_user(uow, "user.password_changed", user.id)
        sent: SentMessages = {"message_ids": ended}
        return uow.answer(sent)


def hash_chosen(password: str, email: str) -> str:
    """The hash of a password that somebody with this email has chosen. Raises `InvalidInput`."""
    password_hashes.check(password, "/password", email=email)
    return password_hashes.hash_password(password)


def write(uow: UnitOfWork, user_id: str, password_hash: str) -> None:
    uow.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
