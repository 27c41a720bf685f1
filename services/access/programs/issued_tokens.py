"""Short-lived tokens for client credentials (RFC 6749, section 4.4)."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from sqlalchemy import delete, func, insert, or_, select, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.unit_of_work import new_id, now
from chassis.rpc.request import Request
from contracts.access import TOKEN_LIFETIME, InsufficientScope, InvalidClient, IssuedToken, IssueToken
from services.access.programs.managed_programs import hash_secret
from services.access.sessions import session_records
from services.access.sessions.api_tokens import PREFIX
from services.access.tables import Membership, ProgramAccount, ProgramSecret, Session

#: What a session of a program's is called among those of people.
PROGRAM = "program"

_CREDENTIALS = (
    select(
        ProgramAccount.id,
        ProgramAccount.user_id,
        ProgramAccount.practice_id,
        ProgramAccount.scopes,
        ProgramAccount.networks,
        ProgramAccount.expires_at,
    )
    .join(ProgramSecret, ProgramSecret.program_id == ProgramAccount.id)
    .join(
        Membership,
        (Membership.user_id == ProgramAccount.user_id)
        & (Membership.account_id == ProgramAccount.practice_id),
    )
    .where(
        ProgramAccount.ended_at.is_(None),
        ProgramAccount.expires_at > func.now(),
        or_(ProgramSecret.expires_at.is_(None), ProgramSecret.expires_at > func.now()),
        Membership.status == "active",
    )
)


@context.across_accounts
def issue(database: Database, request: Request[IssueToken]) -> IssuedToken:
    """A token for who shows a program's secret. Raises `InvalidClient`, `InsufficientScope`."""
    data, at = request.data, now()
    with database.unit_of_work(request) as uow:
        program = uow.execute(
            _CREDENTIALS.where(
                ProgramAccount.id == data.client_id, ProgramSecret.hash == hash_secret(data.client_secret)
            )
        ).first()
        if program is None or not comes_from(data.address, program.networks):
            raise InvalidClient()
        scopes = granted(program.scopes, data.scope)
        token = PREFIX + secrets.token_urlsafe(32)
        expires_at = min(at + datetime.timedelta(seconds=TOKEN_LIFETIME), program.expires_at)
        row = {
            "token_hash": session_records.hash_token(token),
            "id": new_id("token"),
            "user_id": program.user_id,
            "account_id": program.practice_id,
            "created_at": at,
            "seen_at": at,
            "expires_at": expires_at,
            "scope": PROGRAM,
            "scopes": scopes,
            "networks": program.networks,
            "address": data.address,
        }
        uow.execute(insert(Session).values(row))
        uow.execute(
            update(ProgramAccount).where(ProgramAccount.id == program.id).values(last_used_at=func.now())
        )
        issued: IssuedToken = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int((expires_at - at).total_seconds()),
            "scope": " ".join(scopes),
        }
        return uow.answer(issued)


def forget_old(database: Database) -> None:
    """Tokens that ended a day ago are of no use to anybody."""
    day_ago = now() - datetime.timedelta(days=1)
    with database.autocommit() as connection:
        connection.execute(delete(Session).where(Session.scope == PROGRAM, Session.expires_at < day_ago))


def granted(scopes: Sequence[str], wanted: str) -> list[str]:
    """The scopes of a token: all, or those that were asked for. Raises `InsufficientScope`."""
    asked_for = wanted.split()
    for each in asked_for:
        if each not in scopes:
            raise InsufficientScope(scope=each[:50])
    return sorted(set(asked_for)) if asked_for else sorted(scopes)


def comes_from(address: str, networks: Sequence[str]) -> bool:
    """Whether an address is in one of the networks, or there are none."""
    if not networks:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(each) for each in networks)
