"""Who bears a session's token, or an API token."""

from __future__ import annotations

import datetime
from typing import TypedDict

from sqlalchemy import func, or_, select, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from chassis.security.identity import Mint
from contracts.access import Authenticated
from contracts.errors import Unauthenticated
from services.access.sessions.session_records import Policy
from services.access.tables import Account, Membership, Session


class OfProgram(TypedDict, total=False):
    """What is known of a program's token beside who bears it."""

    scopes: list[str]
    networks: list[str]


#: A session is noted as seen at most this often.
_SEEN_EVERY = datetime.timedelta(seconds=60)


@context.across_accounts
def authenticate(database: Database, policy: Policy, mint: Mint, token_hash: str) -> Authenticated:
    """A passport for the bearer of a session's token, or of an API token. Raises `Unauthenticated`."""
    with database.read() as connection:
        row = connection.execute(
            select(
                Session.id,
                Session.user_id,
                Session.account_id,
                Session.seen_at,
                Session.scope,
                Account.kind,
                Session.scopes,
                Session.networks,
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
        scope=row.scope if row.scopes is None else " ".join([row.scope, *row.scopes]),
    )
    of_program: OfProgram = (
        {"scopes": row.scopes, "networks": row.networks or []} if row.scopes is not None else {}
    )
    return {
        **of_program,
        "passport": passport,
        "audience": mint.audience(passport),
        "passport_expires_at": expires,
        "session_id": row.id,
        "user_id": row.user_id,
        "account_id": row.account_id,
    }
