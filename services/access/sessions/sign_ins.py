"""A session begins."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import insert

from chassis import context
from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import new_id, now
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts.access import Account as ShownAccount
from contracts.access import InvalidCredentials, SignedIn, SignIn, TotpRequired
from services.access.members import users
from services.access.members.member_facts import Person
from services.access.passwords import guarded_attempts, password_hashes
from services.access.sessions import second_factors, session_records
from services.access.sessions.session_records import Policy
from services.access.tables import Session


@context.across_accounts
def sign_in(database: Database, policy: Policy, vault: Vault, request: Request[SignIn]) -> SignedIn:
    """Begin a session. Raises `InvalidCredentials`, one answer for all reasons, `TooManyRequests`, and
    `TotpRequired` to who gave the right password without the code that has to come with it.
    """
    data = request.data
    own, *shared = guarded_attempts.at_sign_in(database, data.email, data.address, data.user_agent)
    with guarded_attempts.guard(database, own, *shared, about=users.email_key(data.email)) as guard:
        user = _who(database, data)
        if user is None or not _second_factor_fits(database, vault, request, user, guard):
            raise InvalidCredentials()
        guard.passed()
    token = secrets.token_urlsafe(32)
    with database.unit_of_work(request) as uow:
        accounts = session_records.accounts_of(uow.connection, user.id)
        chosen = _choose(accounts, data.account_id)
        at = now()
        expires_at = at + policy.absolute
        row = {
            "token_hash": session_records.hash_token(token),
            "id": new_id("sess"),
            "user_id": user.id,
            "account_id": chosen["id"],
            "created_at": at,
            "seen_at": at,
            "expires_at": expires_at,
            "ended_at": None,
            "scope": "session",
            "address": data.address,
            "user_agent": data.user_agent,
        }
        uow.execute(insert(Session).values(row))
        signed_in: SignedIn = {"token": token, **session_records.view(user, chosen, accounts, expires_at)}
        return uow.answer(signed_in)


def _who(database: Database, data: SignIn) -> Person | None:
    """Whose email and password these are: of who has the address, or else of who claims it.

    It takes as long whether or not anybody has it.
    """
    with database.read() as connection:
        user = users.by_email(connection, data.email)
        claiming = users.claiming(connection, data.email)
    fitting = [
        each
        for each in (user, *claiming)
        if password_hashes.verify(data.password, each.password_hash if each is not None else None)
    ]
    return fitting[0] if fitting else None


def _second_factor_fits(
    database: Database, vault: Vault, request: Request[SignIn], user: Person, guard: guarded_attempts.Guard
) -> bool:
    """Whether the code fits, where one is needed. Raises `TotpRequired`, `Replayed`."""
    with database.read() as connection:
        if not second_factors.enabled(connection, user.id):
            return True
    if request.data.totp is None:
        # Neither wrong nor right: else the password alone would free its finder to go on guessing codes.
        guard.void()
        raise TotpRequired()
    # A code is good once: who asks again under the same key gets the first answer.
    refuse_repeat(database, request)
    return second_factors.use(database, vault, user.id, request.data.totp)


def _choose(accounts: Sequence[ShownAccount], wanted: str | None) -> ShownAccount:
    """The account asked for, else the first practice, else the first. Raises `InvalidCredentials`."""
    if wanted is not None:
        accounts = [account for account in accounts if account["id"] == wanted]
    if not accounts:
        raise InvalidCredentials()
    return next((account for account in accounts if account["kind"] == "practice"), accounts[0])
