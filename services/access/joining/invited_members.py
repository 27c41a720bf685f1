"""Becoming a member: as the owner of a new practice, or by an invitation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from ulid import ULID

from chassis.database.engine import Database, constraint
from chassis.database.idempotency import IdempotentWrite
from chassis.database.kept_answers import refuse, refuse_repeat, replay
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc import wire
from chassis.rpc.request import Request
from contracts.access import ADD_INVITED_MEMBER, redemption
from contracts.errors import FieldError, InvalidInput, NotFound, ServiceUnavailable, TooManyRequests
from services.access.activity import audit_lines
from services.access.client_users import client_user_changes
from services.access.credentials import email_confirmations
from services.access.members import users
from services.access.members.memberships import activate, add, lock_practice
from services.access.passwords import guarded_attempts, password_hashes
from services.access.sessions import second_factors
from services.access.tables import Account, Membership, User


def register_owner(database: Database, request: Request, *, confirms: bool) -> dict[str, Any]:
    """The owner and first admin of a new practice (product.md 1.1), answered alike whoever has the email
    (docs/adr/0019): an existing user who gives their password is its owner; anybody else is a new user who
    claims the email until a mailed link is confirmed, where addresses have to be (`confirms`) or it is taken.

    The membership counts at once; it is forgotten if the practice never comes to exist.
    Raises `InvalidInput`.
    """
    data = request.data
    refuse_repeat(database, request)
    with database.read() as connection:
        user = users.by_email(connection, data["email"])
    taken = user is not None and user.password_hash is not None
    existing = _existing_owner(database, user, data)
    if existing is None:
        password_hashes.check(data["password"], "/owner/password", email=data["email"])
    # Also where it is of no use, so that the time taken tells nothing.
    password_hash = password_hashes.hash_password(data["password"])
    proven = existing is not None or not (confirms or taken)
    mails = not proven and email_confirmations.room(database, data["email"])
    practice_id = new_id("prac")
    try:
        with database.unit_of_work(request) as uow:
            if existing is not None:
                user_id = existing.id
            elif proven and user is not None:
                # Whoever was invited only, or added without a login, is nobody's user yet.
                user_id = user.id
                uow.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
            else:
                new = {"name": data["name"], "email": data["email"], "password_hash": password_hash}
                user_id = users.add(uow, **new, proven=proven)
            shown = users.view(users.by_id(uow.connection, user_id))
            uow.execute(
                insert(Account).values(
                    id=practice_id, kind="practice", name=data["practice_name"], version=0, confirmed=False,
                    created_at=now(),
                )
            )  # fmt: skip
            add(uow, practice_id, user_id, data["name"], role="practice_admin", owner=True)
            if mails:
                email_confirmations.order(uow, user_id, data["email"])
            return uow.answer({"practice_id": practice_id, "user": shown, "membership_version": 1})
    except IntegrityError as error:
        if constraint(error) == "users_email":
            # Somebody else was first to have the address, a moment ago: what they have now is looked at anew.
            raise ServiceUnavailable(service="access") from None
        raise


def _existing_owner(database: Database, user: Row[Any] | None, data: dict[str, Any]) -> Row[Any] | None:
    """The user whose email and password these are. Who needs a code to sign in is not known by a password."""
    checked = user if user is not None and not _needs_code(database, user.id) else None
    key = users.email_key(data["email"])
    try:
        with guarded_attempts.guard(
            database, (guarded_attempts.REGISTRATION, key), (guarded_attempts.EMAIL, key), about=key
        ) as guard:
            fits = password_hashes.verify(
                data["password"], checked.password_hash if checked is not None else None
            )
            if fits or user is None:
                guard.passed()
            return checked if fits else None
    except TooManyRequests:
        # As with a wrong password: that it is refused would tell that there is something to guess.
        return None


def _needs_code(database: Database, user_id: str) -> bool:
    with database.read() as connection:
        return second_factors.enabled(connection, user_id)


def add_invited(database: Database, request: Request) -> dict[str, Any]:
    """The person of a redeemed invitation becomes a user, or is linked, and a member (product.md 5.6).

    Asked only by the invitations service, which has checked the token. Raises `InvalidInput`.
    """
    data = request.data
    refuse_repeat(database, request)
    with database.read() as connection:
        user = users.by_email(connection, data["email"])
    password_hash = _first_password(database, user, data)
    with database.unit_of_work(request) as uow:
        if user is None:
            user_id = users.add(uow, name=data["name"], email=data["email"], password_hash=password_hash)
        else:
            user_id = user.id
            if password_hash is not None:
                uow.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
        if data["account_kind"] == "practice":
            if not activate(uow, data["account_id"], user_id):
                raise NotFound(what="open invitation")
            audit_lines.note(
                uow, "colleague.joined",
                practice_id=data["account_id"], actor_id=user_id, user_id=user_id,
            )  # fmt: skip
        else:
            _join_client(uow, data, user_id)
        return uow.answer({"user_id": user_id})


def resolve_redemption(database: Database, data: dict[str, Any]) -> dict[str, Any]:
    """Who became a member by an attempt to redeem an invitation; where nobody did, nobody will.

    The attempt's own key is taken for a refusal, so that a request on its way finds that it was over before.
    """
    key = wire.derived_key(redemption(data["invitation_id"], data["attempt"]), ADD_INVITED_MEMBER)
    attempt = IdempotentWrite(str(key), None, secret=False)
    refuse(database, attempt, NotFound(what="open invitation"))
    try:
        return {"user_id": replay(database, attempt)["user_id"]}
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
    password_hashes.check(data["password"], "/password", email=data["email"])
    return password_hashes.hash_password(data["password"])


def _knows_password(database: Database, user: Row[Any], data: dict[str, Any]) -> bool:
    if not data["password"] or _needs_code(database, user.id):
        return False
    key = user.email_key
    with guarded_attempts.guard(database, (guarded_attempts.ACCEPTANCE, key), about=key) as guard:
        fits = password_hashes.verify(data["password"], user.password_hash)
        if fits:
            guard.passed()
        return fits


def _join_client(uow: UnitOfWork, data: dict[str, Any], user_id: str) -> None:
    """The first user of a client with a login owns it and is its admin (product.md 1.1).

    Raises `NotFound` where they were removed after they had been invited.
    """
    client_id = data["account_id"]
    account = {
        "id": client_id, "kind": "client", "name": data["account_name"], "version": 0,
        "confirmed": True, "created_at": now(),
    }  # fmt: skip
    uow.execute(upsert(Account).values(account).on_conflict_do_nothing())
    lock_practice(uow, client_id)
    own = (Membership.account_id == client_id) & (Membership.user_id == user_id)
    waiting = uow.execute(select(Membership.__table__).where(own)).first()
    if waiting is not None and waiting.status == "active":
        return
    invited_at = ULID.from_str(data["invitation_id"].removeprefix("inv_")).datetime
    if waiting is not None and waiting.removed_at is not None and invited_at < waiting.removed_at:
        raise NotFound(what="open invitation")
    owned = select(Membership.user_id).where(Membership.account_id == client_id, Membership.owner)
    first = uow.execute(owned).first() is None
    role = "business_admin" if first else "standard_user"
    if waiting is None or waiting.status == "removed":
        add(uow, client_id, user_id, data["name"], role=role, owner=first)
    else:
        kept = {"role": role, "owner": True} if first else {}
        uow.execute(
            update(Membership).where(own).values(status="active", version=Membership.version + 1, **kept)
        )
    client_user_changes.note_change(uow, client_id, user_id, "client_user.joined", user_id)


def _must_sign_in() -> list[FieldError]:
    message = (
        "This email address already belongs to a user. Sign in with it to accept; no new password is set."
    )
    return [{"pointer": "/password", "code": "sign_in_required", "message": message}]
