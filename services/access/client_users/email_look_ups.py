"""Looking up whether an email is somebody's who can sign in (product.md 4.3)."""

from __future__ import annotations

from sqlalchemy import select

from chassis import context
from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import EmailKnown, EmailLookedUp, LookUpEmails, SenderNamed, UsersFound
from contracts.access.states import ADDER_ROLES
from contracts.errors import RoleRequired
from services.access.activity import audit_lines
from services.access.members import memberships, roles, users
from services.access.members.member_facts import Actor
from services.access.passwords import try_limits
from services.access.tables import User


def look_up(database: Database, limit: try_limits.Limit, caller: Caller, email: str) -> EmailLookedUp:
    """Whether an email belongs to a user who can sign in (product.md 4.3); a colleague is named as such.

    Only for colleagues who may add clients; counted, and on the audit trail. Raises `RoleRequired`,
    `TooManyRequests`.
    """
    with database.read() as connection:
        actor = memberships.of_caller(connection, caller)
    if not roles.adds_clients(actor.role, actor.permissions):
        raise RoleRequired(role=ADDER_ROLES)
    with database.read() as connection:
        proven = users.is_proven(connection, caller.user_id)
    if not proven:
        # Else a practice made for the purpose, and the next one, could ask about everybody.
        return {"exists": False}
    try_limits.spend(database, limit, caller.user_id)
    found = known(database, email)
    note_look_up(database, actor, found["exists"])
    with database.read() as connection:
        colleagues = memberships.by_email(connection, actor.account_id, [email])
    return {**found, "colleague": colleagues[0].name if colleagues else None}


@context.across_accounts
def look_up_many(database: Database, limit: try_limits.Limit, wanted: LookUpEmails) -> UsersFound:
    """Which addresses of a list are users' who can sign in, for the colleague whose list it is.

    As `look_up`, for somebody who is not signed in now: each address counts as one, and the trail has one
    line. Raises `RoleRequired`, `TooManyRequests`, and then counts them all the same.
    """
    with database.read() as connection:
        author = memberships.active_role(connection, wanted.practice_id, wanted.user_id)
        if author is None or not roles.adds_clients(*author):
            raise RoleRequired(role=ADDER_ROLES)
        proven = users.is_proven(connection, wanted.user_id)
    if not proven:
        return {"emails": []}
    by_key = {users.email_key(email): email for email in wanted.emails}
    try_limits.spend(database, limit, wanted.user_id, len(by_key))
    query = select(User.email_key).where(User.email_key.in_(by_key), User.password_hash.is_not(None))
    with database.read() as connection:
        found = [by_key[key] for key in connection.execute(query).scalars()]
    with database.unit_of_work() as uow:
        audit_lines.note(
            uow, "email.looked_up", practice_id=wanted.practice_id, actor_id=wanted.user_id,
            after={"addresses": len(by_key), "exist": len(found)},
        )  # fmt: skip
    return {"emails": found}


def note_look_up(database: Database, actor: Actor, exists: bool) -> None:
    """Note that a colleague was told whether an email is registered, without the address."""
    with database.unit_of_work() as uow:
        audit_lines.note(
            uow, "email.looked_up", practice_id=actor.account_id, actor_id=actor.user_id,
            after={"exists": exists},
        )  # fmt: skip


@context.across_accounts
def known(database: Database, email: str) -> EmailKnown:
    """Whether the email is a user's who can sign in."""
    with database.read() as connection:
        user = users.by_email(connection, email)
    return {"exists": user is not None and user.password_hash is not None}


@context.across_accounts
def is_sender(database: Database, wanted: SenderNamed) -> EmailKnown:
    """Whether the email is of one of a client's users, or of a colleague of its practice."""
    with database.read() as connection:
        return {
            "exists": any(
                memberships.by_email(connection, account_id, [wanted.email])
                for account_id in (wanted.client_id, wanted.practice_id)
            )
        }
