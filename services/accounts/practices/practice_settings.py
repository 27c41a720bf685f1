"""Practices: registration, and the defaults that new clients get."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts import access
from contracts.accounts import events
from contracts.errors import FieldError, InvalidInput, RoleRequired, StaleVersion
from contracts.messages import Rpc
from services.accounts import permissions, reference_data
from services.accounts.tables import Member, Practice


def register(database: Database, calls: Rpc, request: Request) -> dict[str, Any]:
    """A new practice with its owner (product.md 1.1). Raises `InvalidInput`."""
    data = request.data
    check_places(data)
    refuse_repeat(database, request)
    owner = access.register_owner(
        calls,
        practice_name=data["name"],
        name=data["owner"]["name"],
        email=data["owner"]["email"],
        password=data["owner"]["password"],
    )
    at = now()
    row = {
        "id": owner["practice_id"],
        "name": data["name"],
        "plan": data["plan"],
        "base_currency": data["base_currency"],
        "country": data["country"],
        "solutions": ["bookkeeping"],
        "version": 1,
        "created_at": at,
    }
    with database.unit_of_work(request) as uow:
        uow.execute(insert(Practice).values(row))
        # The owner may add clients before access's event arrives, so the projection begins here.
        member = {
            "practice_id": row["id"],
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
            practice_id=row["id"],
            name=row["name"],
            country=row["country"],
            plan=row["plan"],
            owner_id=owner["user"]["id"],
            registered_at=at,
        )
        return uow.answer({"practice": view(SimpleNamespace(**row)), "user": owner["user"]})


def get(database: Database, caller: Caller) -> dict[str, Any]:
    """The caller's practice."""
    with database.read() as connection:
        return view(permissions.of(connection, caller))


def change(database: Database, request: Request) -> dict[str, Any]:
    """Change what was given. The plan is a practice admin's (product.md 1). Raises `StaleVersion`."""
    wanted = dict(request.data)
    if_version = wanted.pop("if_version", None)
    wanted.update(wanted.pop("defaults", {}))
    check_places({f"defaults/{k}" if k != "name" else k: v for k, v in wanted.items()})
    with database.unit_of_work(request) as uow:
        current = permissions.of(uow.connection, request.caller)
        if current.role not in permissions.ADMINS:
            raise RoleRequired(role="practice_admin or client_admin")
        if "plan" in wanted and wanted["plan"] != current.plan and current.role != "practice_admin":
            raise RoleRequired(role="practice_admin")
        if if_version is not None and if_version != current.version:
            raise StaleVersion()
        statement = (
            update(Practice)
            .where(Practice.id == current.id, Practice.version == current.version)
            .values(**wanted, version=current.version + 1)
            .returning(*Practice.__table__.columns)
        )
        changed = uow.execute(statement).first()
        if changed is None:
            raise StaleVersion()
        uow.send(
            events.PRACTICE_CHANGED,
            practice_id=changed.id,
            name=changed.name,
            plan=changed.plan,
            version=changed.version,
            actor_id=request.caller.user_id,
            before={name: getattr(current, name) for name in wanted},
            after={name: getattr(changed, name) for name in wanted},
        )
        return uow.answer(view(changed))


def view(row: Any) -> dict[str, Any]:
    """A practice as api.md shows it."""
    return {
        "id": row.id,
        "name": row.name,
        "plan": row.plan,
        "defaults": {
            "base_currency": row.base_currency,
            "country": row.country,
            "solutions": list(row.solutions),
        },
        "version": row.version,
    }


def check_places(data: dict[str, Any]) -> None:
    """Raises `InvalidInput` for a country or currency that is none."""
    errors: list[FieldError] = []
    for key, known, label in (
        ("country", reference_data.countries(), "country"),
        ("base_currency", reference_data.currencies(), "currency"),
    ):
        for name in (key, f"defaults/{key}"):
            if name in data and data[name] not in known:
                example = "GB" if label == "country" else "GBP"
                message = f"There is no {label} {data[name]}. Use its ISO code, like {example}."
                errors.append({"pointer": f"/{name}", "code": f"unknown_{label}", "message": message})
    if errors:
        raise InvalidInput(errors)
