"""The session in use: what it shows, another account, signing out."""

from __future__ import annotations

from sqlalchemy import Connection, func, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import new_id
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.access import AccountKind, SessionEnded, SwitchAccount, Switched
from contracts.access import Session as ShownSession
from contracts.errors import NotFound
from contracts.messages import NoArguments
from services.access import permissions
from services.access.members import memberships, users
from services.access.members.member_facts import Person
from services.access.notices import unread
from services.access.sessions import session_records
from services.access.tables import Session, User


def get(database: Database, caller: Caller) -> ShownSession:
    """Who the caller is, and which accounts they can switch to."""
    with database.read(everywhere=True) as connection:
        actor = memberships.of_caller(connection, caller)
        current = _current(connection, caller.session_id)
        if actor.kind == AccountKind.PRACTICE:
            current["unread_notices"] = unread.count(connection, actor.account_id, actor.user_id)
    return current


def switch(database: Database, request: Request[SwitchAccount]) -> Switched:
    """Let the session act for another account. Its passports made so far are void. Raises `NotFound`."""
    caller, wanted = request.caller, request.data.account_id
    permissions.require_session(caller)
    with database.unit_of_work(request, everywhere=True) as uow:
        memberships.of_caller(uow.connection, caller)
        accounts = session_records.accounts_of(uow.connection, caller.user_id)
        if wanted not in {account["id"] for account in accounts}:
            raise NotFound(what="account")
        new_session = new_id("sess")
        uow.execute(
            update(Session).where(Session.id == caller.session_id).values(id=new_session, account_id=wanted)
        )
        message_id = session_records.tell(uow, caller.session_id, caller.user_id)
        switched: Switched = {**_current(uow.connection, new_session), "message_ids": [message_id]}
        return uow.answer(switched)


def end(database: Database, request: Request[NoArguments]) -> SessionEnded:
    """Sign out."""
    caller = request.caller
    permissions.require_session(caller)
    with database.unit_of_work(request) as uow:
        uow.execute(update(Session).where(Session.id == caller.session_id).values(ended_at=func.now()))
        ended: SessionEnded = {"message_ids": [session_records.tell(uow, caller.session_id, caller.user_id)]}
        return uow.answer(ended)


def _current(connection: Connection, session_id: str) -> ShownSession:
    *user, account_id, expires_at = connection.execute(
        users.USER.add_columns(Session.account_id, Session.expires_at)
        .join(Session, Session.user_id == User.id)
        .where(Session.id == session_id)
    ).one()
    shown = Person._make(user)
    accounts = session_records.accounts_of(connection, shown.id)
    chosen = next(account for account in accounts if account["id"] == account_id)
    return session_records.view(shown, chosen, accounts, expires_at)
