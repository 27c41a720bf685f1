"""Becoming a member: as the owner of a new practice, or by an invitation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from ulid import ULID

from chassis.command import Command, Replayed
from chassis.database import Database, constraint
from chassis.rpc import wire
from chassis.rpc.asked import Asked
from chassis.work import Work, new_id, now
from contracts.access import ADD_INVITED_MEMBER, EmailTaken, redemption
from contracts.errors import FieldError, InvalidInput, NotFound
from services.access import activity, client_users, passwords, throttling, users
from services.access.members import activate, add, lock_practice
from services.access.tables import Account, Membership, User


def register_owner(database: Database, asked: Asked) -> dict[str, Any]:
    """The owner and first admin of a new practice (product.md 1.1); an existing user gives their password.

    The membership counts at once; it is forgotten if the practice never comes to exist.
    Raises `InvalidInput`, `EmailTaken`.
    """
    data = asked.data
    if asked.command is not None and asked.command.known(database):
        raise Replayed()
    with database.read() as connection:
        user = users.by_email(connection, data["email"])
    if user is not None and user.password_hash is not None:
        if not passwords.verify(data["password"], user.password_hash):
            raise EmailTaken()
        password_hash = None
    else:
        # Whoever was invited only, or added without a login, is nobody's user yet.
        passwords.check(data["password"], "/owner/password", email=data["email"])
        password_hash = passwords.hash_password(data["password"])
    practice_id = new_id("prac")
    try:
        with database.work(asked) as work:
            if user is not None:
                user_id, shown = user.id, users.view(user)
                if password_hash is not None:
                    work.execute(update(User).where(User.id == user.id).values(password_hash=password_hash))
            else:
                user_id = users.add(work, name=data["name"], email=data["email"], password_hash=password_hash)
                shown = {"id": user_id, "name": data["name"], "email": data["email"]}
            work.execute(
                insert(Account).values(
                    id=practice_id, kind="practice", name=data["practice_name"], version=0, confirmed=False,
                    created_at=now(),
                )
            )  # fmt: skip
            add(work, practice_id, user_id, shown["name"], role="practice_admin", owner=True)
            return work.answer({"practice_id": practice_id, "user": shown, "membership_version": 1})
    except IntegrityError as error:
        if constraint(error) == "users_email":
            raise EmailTaken() from None
        raise


def add_invited(database: Database, asked: Asked) -> dict[str, Any]:
    """The person of a redeemed invitation becomes a user, or is linked, and a member (product.md 5.6).

    Asked only by the invitations service, which has checked the token. Raises `InvalidInput`.
    """
    data = asked.data
    if asked.command is not None and asked.command.known(database):
        raise Replayed()
    with database.read() as connection:
        user = users.by_email(connection, data["email"])
    password_hash = _first_password(database, user, data)
    with database.work(asked) as work:
        if user is None:
            user_id = users.add(work, name=data["name"], email=data["email"], password_hash=password_hash)
        else:
            user_id = user.id
            if password_hash is not None:
                work.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
        if data["account_kind"] == "practice":
            if not activate(work, data["account_id"], user_id):
                raise NotFound(what="open invitation")
            activity.note(
                work, "colleague.joined",
                practice_id=data["account_id"], actor_id=user_id, user_id=user_id,
            )  # fmt: skip
        else:
            _join_client(work, data, user_id)
        return work.answer({"user_id": user_id})


def settle(database: Database, data: dict[str, Any]) -> dict[str, Any]:
    """Who became a member by an attempt to redeem an invitation; where nobody did, nobody will.

    The attempt's own key is taken for a refusal, so that a request on its way finds that it was over before.
    """
    key = wire.derived_key(redemption(data["invitation_id"], data["attempt"]), ADD_INVITED_MEMBER)
    attempt = Command(str(key), None, secret=False)
    attempt.refuse(database, NotFound(what="open invitation"))
    try:
        return {"user_id": attempt.replay(database)["user_id"]}
    except NotFound:
        return {"user_id": None}


def _first_password(database: Database, user: Row[Any] | None, data: dict[str, Any]) -> str | None:
    """The hash of a new user's password; none for an existing user, who is signed in or gives theirs.

    A password is what is left to a user who is a member of no account at the moment.
    """
    if user is not None and user.password_hash is not None:
        if data["user_id"] != user.id and not _knows_password(database, user, data):
            raise InvalidInput(_must_sign_in())
        return None
    if not data["password"]:
        raise InvalidInput.at("/password", "required", "Choose a password.")
    passwords.check(data["password"], "/password", email=data["email"])
    return passwords.hash_password(data["password"])


def _knows_password(database: Database, user: Row[Any], data: dict[str, Any]) -> bool:
    if not data["password"]:
        return False
    throttling.check(database, throttling.SIGN_IN_BY_EMAIL, user.email_key)
    fits = passwords.verify(data["password"], user.password_hash)
    if not fits:
        throttling.count(database, throttling.SIGN_IN_BY_EMAIL, user.email_key)
    return fits


def _join_client(work: Work, data: dict[str, Any], user_id: str) -> None:
    """The first user of a client with a login owns it and is its admin (product.md 1.1).

    Raises `NotFound` where they were removed after they had been invited.
    """
    client_id = data["account_id"]
    account = {
        "id": client_id, "kind": "client", "name": data["account_name"], "version": 0,
        "confirmed": True, "created_at": now(),
    }  # fmt: skip
    work.execute(upsert(Account).values(account).on_conflict_do_nothing())
    lock_practice(work, client_id)
    own = (Membership.account_id == client_id) & (Membership.user_id == user_id)
    waiting = work.execute(select(Membership.__table__).where(own)).first()
    if waiting is not None and waiting.status == "active":
        return
    invited_at = ULID.from_str(data["invitation_id"].removeprefix("inv_")).datetime
    if waiting is not None and waiting.removed_at is not None and invited_at < waiting.removed_at:
        raise NotFound(what="open invitation")
    owned = select(Membership.user_id).where(Membership.account_id == client_id, Membership.owner)
    first = work.execute(owned).first() is None
    role = "business_admin" if first else "standard_user"
    if waiting is None or waiting.status == "removed":
        add(work, client_id, user_id, data["name"], role=role, owner=first)
    else:
        kept = {"role": role, "owner": True} if first else {}
        work.execute(
            update(Membership).where(own).values(status="active", version=Membership.version + 1, **kept)
        )
    client_users.told(work, client_id, user_id, "client_user.joined", user_id)


def _must_sign_in() -> list[FieldError]:
    message = (
        "This email address already belongs to a user. Sign in with it to accept; no new password is set."
    )
    return [{"pointer": "/password", "code": "sign_in_required", "message": message}]
