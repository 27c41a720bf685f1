"""What follows once somebody has shown that they read an address's mail (docs/adr/0019)."""

from __future__ import annotations

from sqlalchemy import func, select, update

from chassis.database.unit_of_work import UnitOfWork
from contracts.access import MembershipStatus
from services.access.client_access import handed_over_clients
from services.access.members import memberships, users
from services.access.members.member_facts import Colleague, Person
from services.access.passwords import guarded_attempts
from services.access.sessions import session_records
from services.access.tables import Membership, User


def prove(uow: UnitOfWork, user_id: str) -> list[str]:
    """Whoever claims an address has shown that they read its mail; gives the messages' ids. Where somebody
    has shown that before, it is the same person, and what was registered is theirs.
    """
    user = users.locked(uow, user_id)
    if user.claimed_key is None:
        return []
    guarded_attempts.forget(uow, user.claimed_key)
    holder = users.by_email(uow.connection, user.email)
    if holder is not None:
        return _hand_over(uow, user, holder)
    own = {"email_key": user.claimed_key, "claimed_key": None}
    uow.execute(update(User).where(User.id == user_id).values(own))
    # Told anew, so that what waits for it goes out.
    return [memberships.change(uow, each) for each in _memberships(uow, user_id)]


def _memberships(uow: UnitOfWork, user_id: str) -> list[Colleague]:
    """In practices."""
    ids = select(Membership.account_id).where(
        Membership.user_id == user_id,
        Membership.status == "active",
        Membership.account_id.startswith("prac_", autoescape=True),
    )
    return [
        memberships.colleague(uow.connection, practice_id, user_id)
        for practice_id in uow.execute(ids.order_by(Membership.account_id)).scalars().all()
    ]


def _hand_over(uow: UnitOfWork, user: Person, holder: Person) -> list[str]:
    """Give the practices of who claimed the address to who has it, and end the claim."""
    if holder.password_hash is None:
        # Invited only so far: the password that was registered is theirs.
        first = {"password_hash": user.password_hash}
        uow.execute(update(User).where(User.id == holder.id).values(first))
    message_ids: list[str] = []
    for before in _memberships(uow, user.id):
        memberships.lock_practice(uow, before.account_id)
        memberships.add(
            uow, before.account_id, holder.id, user.name,
            role=before.role, permissions=before.permissions, owner=before.owner,
        )  # fmt: skip
        message_ids += handed_over_clients.hand_over(
            uow, before.account_id, user.id, holder.id, actor_id=holder.id
        )
        message_ids.append(
            memberships.change(
                uow, before, status=MembershipStatus.REMOVED, owner=False, removed_at=func.now()
            )
        )
    return message_ids + session_records.end_all(uow, user.id)
