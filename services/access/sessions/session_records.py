"""Signing in and out. Tokens are opaque and kept as hashes; time-outs are by the database's clock."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import LIFETIME, Caller, Mint
from chassis.security.vault import Vault
from contracts.access import InvalidCredentials, TotpRequired
from contracts.access.events import SESSION_REVOKED
from contracts.errors import NotFound, Unauthenticated
from services.access import permissions
from services.access.members import memberships, users
from services.access.passwords import guarded_attempts, password_hashes
from services.access.sessions import second_factors
from services.access.tables import Account, Membership, Session, User

#: A session is noted as seen at most this often.
_SEEN_EVERY = datetime.timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Policy:
    """How long a session lasts: without use, and at most."""

    idle: datetime.timedelta
    absolute: datetime.timedelta


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(database: Database, policy: Policy, vault: Vault, request: Request) -> dict[str, Any]:
    """Begin a session. Raises `InvalidCredentials`, one answer for all reasons, `TooManyRequests`, and
    `TotpRequired` to who gave the right password without the code that has to come with it.
    """
    data = request.data
    own, *shared = guarded_attempts.at_sign_in(database, data["email"], data["address"], data["user_agent"])
    with guarded_attempts.guard(database, own, *shared, about=users.email_key(data["email"])) as guard:
        user = _who(database, data)
        if user is None or not _second_factor_fits(database, vault, request, user, guard):
            raise InvalidCredentials()
        guard.passed()
    token = secrets.token_urlsafe(32)
    with database.unit_of_work(request) as uow:
        accounts = _accounts_of(uow.connection, user.id)
        chosen = _choose(accounts, data["account_id"])
        at = now()
        row = {
            "token_hash": hash_token(token),
            "id": new_id("sess"),
            "user_id": user.id,
            "account_id": chosen["id"],
            "created_at": at,
            "seen_at": at,
            "expires_at": at + policy.absolute,
            "ended_at": None,
            "scope": "session",
            "address": data["address"],
            "user_agent": data["user_agent"],
        }
        uow.execute(insert(Session).values(row))
        return uow.answer({"token": token, **_view(user, chosen, accounts, row["expires_at"])})


def _who(database: Database, data: dict[str, Any]) -> Row[Any] | None:
    """Whose email and password these are: of who has the address, or else of who claims it.

    It takes as long whether or not anybody has it.
    """
    with database.read() as connection:
        user = users.by_email(connection, data["email"])
        claiming = users.claiming(connection, data["email"])
    fitting = [
        each
        for each in (user, *claiming)
        if password_hashes.verify(data["password"], each.password_hash if each is not None else None)
    ]
    return fitting[0] if fitting else None


def _second_factor_fits(
    database: Database, vault: Vault, request: Request, user: Row[Any], guard: guarded_attempts.Guard
) -> bool:
    """Whether the code fits, where one is needed. Raises `TotpRequired`, `Replayed`."""
    with database.read() as connection:
        if not second_factors.enabled(connection, user.id):
            return True
    if request.data["totp"] is None:
        # Neither wrong nor right: else the password alone would free its finder to go on guessing codes.
        guard.void()
        raise TotpRequired()
    # A code is good once: who asks again under the same key gets the first answer.
    refuse_repeat(database, request)
    return second_factors.use(database, vault, user.id, request.data["totp"])


def authenticate(database: Database, policy: Policy, mint: Mint, token_hash: str) -> dict[str, Any]:
    """A passport for the bearer of a session's token, or of an API token. Raises `Unauthenticated`."""
    with database.read() as connection:
        row = connection.execute(
            select(
                Session.id, Session.user_id, Session.account_id, Session.seen_at, Session.scope, Account.kind
            )
            .join(
                Membership,
                (Membership.user_id == Session.user_id) & (Membership.account_id == Session.account_id),
            )
            .join(Account, Account.id == Session.account_id)
            .where(
                Session.token_hash == token_hash,
                Session.ended_at.is_(None),
                Session.expires_at > func.now(),
                or_(Session.scope != "session", Session.seen_at > func.now() - policy.idle),
                Membership.status == "active",
            )
        ).first()
    if row is None:
        raise Unauthenticated()
    if now() - row.seen_at > _SEEN_EVERY:
        with database.autocommit() as connection:
            connection.execute(
                update(Session).where(Session.token_hash == token_hash).values(seen_at=func.now())
            )
    passport, expires = mint.issue(
        user_id=row.user_id,
        account_id=row.account_id,
        kind=row.kind,
        session_id=row.id,
        scope=row.scope,
    )
    return {
        "passport": passport,
        "audience": mint.audience(passport),
        "passport_expires_at": expires,
        "session_id": row.id,
        "user_id": row.user_id,
        "account_id": row.account_id,
    }


def get(database: Database, caller: Caller) -> dict[str, Any]:
    """Who the caller is, and which accounts they can switch to."""
    with database.read(everywhere=True) as connection:
        memberships.of_caller(connection, caller)
        return _current(connection, caller.session_id)


def switch(database: Database, request: Request) -> dict[str, Any]:
    """Let the session act for another account. Its passports made so far are void. Raises `NotFound`."""
    caller, wanted = request.caller, request.data["account_id"]
    permissions.require_session(caller)
    with database.unit_of_work(request, everywhere=True) as uow:
        memberships.of_caller(uow.connection, caller)
        if wanted not in {account["id"] for account in _accounts_of(uow.connection, caller.user_id)}:
            raise NotFound(what="account")
        new_session = new_id("sess")
        uow.execute(
            update(Session).where(Session.id == caller.session_id).values(id=new_session, account_id=wanted)
        )
        message_id = tell(uow, caller.session_id, caller.user_id)
        return uow.answer({**_current(uow.connection, new_session), "message_ids": [message_id]})


def end(database: Database, request: Request) -> dict[str, Any]:
    """Sign out."""
    caller = request.caller
    permissions.require_session(caller)
    with database.unit_of_work(request) as uow:
        uow.execute(update(Session).where(Session.id == caller.session_id).values(ended_at=func.now()))
        return uow.answer({"message_ids": [tell(uow, caller.session_id, caller.user_id)]})


def end_all(
    uow: UnitOfWork,
    user_id: str,
    *,
    account_id: str | None = None,
    but: str | None = None,
    tokens: bool = True,
) -> list[str]:
    """End a user's sessions, and API tokens too, all or those for one account; gives the messages' ids."""
    ended = update(Session).where(Session.user_id == user_id, Session.ended_at.is_(None))
    if account_id is not None:
        ended = ended.where(Session.account_id == account_id)
    if not tokens:
        ended = ended.where(Session.scope == "session")
    if but is not None:
        ended = ended.where(Session.id != but)
    rows = uow.execute(ended.values(ended_at=func.now()).returning(Session.id, Session.expires_at)).all()
    return [tell(uow, row.id, user_id) for row in rows if row.expires_at > now()]


def tell(uow: UnitOfWork, session_id: str, user_id: str) -> str:
    """Void a session's passports everywhere; they expire by themselves soon after."""
    forget_after = now() + datetime.timedelta(seconds=2 * LIFETIME)
    return uow.send(SESSION_REVOKED, session_id=session_id, user_id=user_id, forget_after=forget_after)


def _current(connection: Connection, session_id: str) -> dict[str, Any]:
    row: Row[Any] = connection.execute(  # type: ignore[assignment]
        select(User.id, User.name, User.email, User.claimed_key, Session.account_id, Session.expires_at)
        .join(User, User.id == Session.user_id)
        .where(Session.id == session_id)
    ).one()
    accounts = _accounts_of(connection, row.id)
    chosen = next(account for account in accounts if account["id"] == row.account_id)
    return _view(row, chosen, accounts, row.expires_at)


def _accounts_of(connection: Connection, user_id: str) -> list[dict[str, Any]]:
    rows = connection.execute(
        select(Account.id, Account.kind, Account.name, Membership.role, Membership.permissions)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.user_id == user_id, Membership.status == "active")
        .order_by(Membership.created_at, Account.id)
    )
    return [dict(row._mapping) for row in rows]


def _choose(accounts: list[dict[str, Any]], wanted: str | None) -> dict[str, Any]:
    """The account asked for, else the first practice, else the first. Raises `InvalidCredentials`."""
    if wanted is not None:
        accounts = [account for account in accounts if account["id"] == wanted]
    if not accounts:
        raise InvalidCredentials()
    return next((account for account in accounts if account["kind"] == "practice"), accounts[0])


def _view(
    user: Row[Any], chosen: dict[str, Any], accounts: list[dict[str, Any]], expires_at: datetime.datetime
) -> dict[str, Any]:
    return {
        "user": users.view(user),
        "account": chosen,
        "accounts": accounts,
        "expires_at": expires_at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z"),
    }
