"""Practices: registration, and the defaults that new clients get."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import context
from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts import access
from contracts.access.states import ADMIN_ROLES, ADMINS
from contracts.accounts import events, practices
from contracts.accounts.document_states import DocumentReceipts, SenderPolicy
from contracts.accounts.practices import PracticeChange, Registered, RegisterPractice
from contracts.accounts.states import HiddenClients, Plan, Solution
from contracts.errors import RoleRequired, StaleVersion
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.memberships import PracticeFacts
from services.accounts.practices import places
from services.accounts.tables import Member, Practice


@context.across_accounts
def register(database: Database, calls: Rpc, request: Request[RegisterPractice]) -> Registered:
    """A new practice with its owner (product.md 1.1). Raises `InvalidInput`."""
    wanted = request.data
    places.require_known({"country": wanted.country, "base_currency": wanted.base_currency})
    refuse_repeat(database, request)
    owner = access.register_owner(
        calls,
        practice_name=wanted.name,
        name=wanted.owner.name,
        email=wanted.owner.email,
        password=wanted.owner.password,
    )
    at = now()
    practice = PracticeFacts(
        id=owner["practice_id"],
        name=wanted.name,
        plan=wanted.plan,
        base_currency=wanted.base_currency,
        country=wanted.country,
        solutions=[Solution.BOOKKEEPING],
        version=1,
    )
    with database.unit_of_work(request) as uow:
        uow.execute(insert(Practice).values(**practice._asdict(), created_at=at))
        # The owner may add clients before access's event arrives, so the projection begins here.
        member = {
            "practice_id": practice.id,
            "user_id": owner["user"]["id"],
            "name": owner["user"]["name"],
            "role": "practice_admin",
            "permissions": [],
            "status": "active",
            "version": owner["membership_version"],
        }
        uow.execute(upsert(Member).values(member).on_conflict_do_nothing())
        uow.send(
            events.PRACTICE_REGISTERED,
            events.PracticeRegisteredData(
                practice_id=practice.id,
                name=practice.name,
                country=practice.country,
                plan=practice.plan,
                owner_id=owner["user"]["id"],
                registered_at=at,
            ),
        )
        registered: Registered = {"practice": view(practice), "user": owner["user"]}
        return uow.answer(registered)


def get(database: Database, caller: Caller) -> practices.Practice:
    """The caller's practice."""
    with database.read() as connection:
        return view(permissions.of(connection, caller).practice)


def change(database: Database, request: Request[PracticeChange]) -> practices.Practice:
    """Change what was given. The plan is a practice admin's (product.md 1). Raises `StaleVersion`."""
    wanted, caller = _columns(request.data), request.caller
    with database.unit_of_work(request) as uow:
        membership = permissions.of(uow.connection, caller)
        current = membership.practice
        if membership.role not in ADMINS:
            raise RoleRequired(role=ADMIN_ROLES)
        if wanted.get("plan", current.plan) != current.plan and membership.role != "practice_admin":
            raise RoleRequired(role="practice_admin")
        if request.data.get("if_version", current.version) != current.version:
            raise StaleVersion()
        statement = (
            update(Practice)
            .where(Practice.id == current.id, Practice.version == current.version)
            .values(**wanted, version=current.version + 1)
            .returning(*(getattr(Practice, name) for name in PracticeFacts._fields))
        )
        found = uow.execute(statement).first()
        if found is None:
            raise StaleVersion()
        changed = PracticeFacts._make(found)
        uow.send(
            events.PRACTICE_CHANGED,
            events.PracticeChangedData(
                practice_id=changed.id,
                name=changed.name,
                plan=changed.plan,
                hidden_clients=HiddenClients(changed.hidden_clients),
                version=changed.version,
                actor_id=caller.user_id,
                before={name: getattr(current, name) for name in wanted},
                after={name: getattr(changed, name) for name in wanted},
            ),
        )
        return uow.answer(view(changed))


def _columns(wanted: PracticeChange) -> dict[str, object]:
    """The columns that are given, checked. Raises `InvalidInput`."""
    defaults = dict(wanted.get("defaults", {}))
    places.require_known({f"defaults/{name}": value for name, value in defaults.items()})
    own = {name: value for name, value in wanted.items() if name not in ("if_version", "defaults")}
    return {**own, **defaults}


def view(practice: PracticeFacts) -> practices.Practice:
    """A practice as api.md shows it."""
    return {
        "id": practice.id,
        "name": practice.name,
        "plan": Plan(practice.plan),
        "hidden_clients": HiddenClients(practice.hidden_clients),
        "document_senders": SenderPolicy(practice.document_senders),
        "document_receipts": DocumentReceipts(practice.document_receipts),
        "defaults": {
            "base_currency": practice.base_currency,
            "country": practice.country,
            "solutions": [Solution(each) for each in practice.solutions],
        },
        "version": practice.version,
    }
