"""The person of a redeemed invitation becomes a user, or is linked, and a member (product.md 5.6)."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from ulid import ULID

from chassis import context
from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from contracts.access import AccountKind, AddInvitedMember, ClientRole, MemberAdded, MembershipStatus
from contracts.errors import NotFound
from services.access.activity import audit_lines
from services.access.client_users import client_user_rows
from services.access.joining import new_members
from services.access.joining.new_members import Joining, Waiting, WayIn
from services.access.members import memberships, users
from services.access.members.member_facts import Person
from services.access.passwords import guarded_attempts, password_hashes
from services.access.sessions import second_factors
from services.access.tables import Account, Membership, User


@context.across_accounts
def add_invited(database: Database, request: Request[AddInvitedMember]) -> MemberAdded:
    """Make the person a member. Asked only by the invitations service, which has checked the token.

    Raises `InvalidInput`, `NotFound`.
    """
    data = request.data
    refuse_repeat(database, request)
    with database.read() as connection:
        person = users.by_email(connection, data.email)
    password_hash = _first_password(database, person, data)
    with database.unit_of_work(request) as uow:
        user_id = _user(uow, person, data, password_hash)
        if data.account_kind == AccountKind.PRACTICE:
            _join_practice(uow, data, user_id)
        else:
            _join_client(uow, data, user_id)
        added: MemberAdded = {"user_id": user_id}
        return uow.answer(added)


def _first_password(database: Database, person: Person | None, data: AddInvitedMember) -> str | None:
    """The hash of a new user's password; none for an existing user, who is signed in or gives theirs."""
    way = new_members.way_in(person, data)
    if way is WayIn.NEW_PASSWORD:
        password = new_members.chosen_password(data)
        password_hashes.check(password, "/password", email=data.email)
        return password_hashes.hash_password(password)
    if way is WayIn.KNOWN_PASSWORD and not _knows_password(database, person, data):
        raise new_members.must_sign_in()
    return None


def _knows_password(database: Database, person: Person | None, data: AddInvitedMember) -> bool:
    if person is None or not data.password or _needs_code(database, person.id):
        return False
    key = person.email_key
    with guarded_attempts.guard(database, (guarded_attempts.ACCEPTANCE, key), about=key) as guard:
        fits = password_hashes.verify(data.password, person.password_hash)
        if fits:
            guard.passed()
        return fits


def _needs_code(database: Database, user_id: str) -> bool:
    with database.read() as connection:
        return second_factors.enabled(connection, user_id)


def _user(uow: UnitOfWork, person: Person | None, data: AddInvitedMember, password_hash: str | None) -> str:
    """Write who joins; gives their id."""
    if person is None:
        return users.add(uow, name=data.name, email=data.email, password_hash=password_hash)
    if password_hash is not None:
        uow.execute(update(User).where(User.id == person.id).values(password_hash=password_hash))
    return person.id


def _join_practice(uow: UnitOfWork, data: AddInvitedMember, user_id: str) -> None:
    """Raises `NotFound` where nobody is invited any more."""
    if not memberships.activate(uow, data.account_id, user_id):
        raise NotFound(what="open invitation")
    audit_lines.note(uow, "colleague.joined", practice_id=data.account_id, actor_id=user_id, user_id=user_id)


def _join_client(uow: UnitOfWork, data: AddInvitedMember, user_id: str) -> None:
    """Raises `NotFound` where they were removed after they had been invited."""
    client_id = data.account_id
    account = {
        "id": client_id, "kind": AccountKind.CLIENT, "name": data.account_name, "version": 0,
        "confirmed": True, "created_at": now(),
    }  # fmt: skip
    uow.execute(upsert(Account).values(account).on_conflict_do_nothing())
    memberships.lock_practice(uow, client_id)
    waiting, has_owner = _found(uow, client_id, user_id)
    invited_at = ULID.from_str(data.invitation_id.removeprefix("inv_")).datetime
    joining = new_members.joining_client(waiting, has_owner=has_owner, invited_at=invited_at)
    if joining is None:
        return
    _write(uow, data, user_id, joining)
    client_user_rows.note_change(uow, client_id, user_id, "client_user.joined", user_id)


def _found(uow: UnitOfWork, client_id: str, user_id: str) -> tuple[Waiting | None, bool]:
    """The membership that waits for the user, and whether the client has an owner. One query."""
    rows = uow.execute(
        select(Membership.user_id, Membership.owner, Membership.status, Membership.removed_at).where(
            Membership.account_id == client_id, (Membership.user_id == user_id) | Membership.owner
        )
    ).all()
    waiting = next((Waiting(row.status, row.removed_at) for row in rows if row.user_id == user_id), None)
    return waiting, any(row.owner for row in rows)


def _write(uow: UnitOfWork, data: AddInvitedMember, user_id: str, joining: Joining) -> None:
    if joining.anew:
        role = joining.role or ClientRole.STANDARD_USER
        memberships.add(uow, data.account_id, user_id, data.name, role=role, owner=joining.owner)
        return
    first = {"role": joining.role, "owner": True} if joining.role is not None else {}
    uow.execute(
        update(Membership)
        .where(Membership.account_id == data.account_id, Membership.user_id == user_id)
        .values(status=MembershipStatus.ACTIVE, version=Membership.version + 1, **first)
    )
