"""The owner and first admin of a new practice (product.md 1.1)."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from chassis import context
from chassis.database.engine import Database, constraint
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from contracts.access import AccountKind, OwnerRegistered, PracticeRole, RegisterOwner
from contracts.errors import ServiceUnavailable, TooManyRequests
from services.access.credentials import email_confirmations
from services.access.joining import registrations
from services.access.joining.registrations import Registration
from services.access.members import memberships, users
from services.access.members.member_facts import Person
from services.access.passwords import guarded_attempts, password_hashes
from services.access.sessions import second_factors
from services.access.tables import Account, User


@context.across_accounts
def register_owner(database: Database, request: Request[RegisterOwner], *, confirms: bool) -> OwnerRegistered:
    """Register somebody with a practice, answered alike whoever has the email (docs/adr/0019).

    The membership counts at once; it is forgotten if the practice never comes to exist.
    Raises `InvalidInput`.
    """
    data = request.data
    refuse_repeat(database, request)
    with database.read() as connection:
        holder = users.by_email(connection, data.email)
    knows_password = _knows_password(database, holder, data)
    if not knows_password:
        password_hashes.check(data.password, "/owner/password", email=data.email)
    # Also where it is of no use, so that the time taken tells nothing.
    password_hash = password_hashes.hash_password(data.password)
    registered = registrations.registration(holder, knows_password=knows_password, confirms=confirms)
    mails = not registered.proven and email_confirmations.room(database, data.email)
    practice_id = new_id("prac")
    try:
        with database.unit_of_work(request) as uow:
            user_id = _user(uow, registered, data, password_hash)
            shown = users.view(users.by_id(uow.connection, user_id))
            _add_practice(uow, practice_id, data.practice_name)
            memberships.add(
                uow, practice_id, user_id, data.name, role=PracticeRole.PRACTICE_ADMIN, owner=True
            )
            if mails:
                email_confirmations.order(uow, user_id, data.email)
            answer: OwnerRegistered = {"practice_id": practice_id, "user": shown, "membership_version": 1}
            return uow.answer(answer)
    except IntegrityError as error:
        if constraint(error) == "users_email":
            # Somebody else was first to have the address, a moment ago: what they have now is looked at anew.
            raise ServiceUnavailable(service="access") from None
        raise


def _knows_password(database: Database, holder: Person | None, data: RegisterOwner) -> bool:
    """Whether these are a user's email and password. Who needs a code to sign in is not known by them."""
    checked = holder if holder is not None and not _needs_code(database, holder.id) else None
    key = users.email_key(data.email)
    own, shared = (guarded_attempts.REGISTRATION, key), (guarded_attempts.EMAIL, key)
    try:
        with guarded_attempts.guard(database, own, shared, about=key) as guard:
            fits = password_hashes.verify(
                data.password, checked.password_hash if checked is not None else None
            )
            if fits or holder is None:
                guard.passed()
            return fits
    except TooManyRequests:
        # As with a wrong password: that it is refused would tell that there is something to guess.
        return False


def _needs_code(database: Database, user_id: str) -> bool:
    with database.read() as connection:
        return second_factors.enabled(connection, user_id)


def _user(uow: UnitOfWork, registered: Registration, data: RegisterOwner, password_hash: str) -> str:
    """Write who registers; gives their id."""
    if registered.user_id is None:
        return users.add(
            uow, name=data.name, email=data.email, password_hash=password_hash, proven=registered.proven
        )
    if registered.sets_password:
        own = User.id == registered.user_id
        uow.execute(update(User).where(own).values(password_hash=password_hash))
    return registered.user_id


def _add_practice(uow: UnitOfWork, practice_id: str, name: str) -> None:
    """What the membership is in; accounts confirms that it exists."""
    uow.execute(
        insert(Account).values(
            id=practice_id, kind=AccountKind.PRACTICE, name=name, version=0, confirmed=False, created_at=now()
        )
    )
