"""Beginning a sign-in at a vendor, and taking in the answer the browser comes back with (product.md 6.1)."""

from __future__ import annotations

import datetime
import hashlib
import secrets

from sqlalchemy import func, insert, select, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.rows import columns_of, loaded
from chassis.database.unit_of_work import new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.access.states import AccessLevel
from contracts.connections import (
    AuthorizationState,
    AuthorizationStateInvalid,
    BeginAuthorization,
    Begun,
    CompleteAuthorization,
    Completed,
)
from services.connections import permissions
from services.connections.authorizations import sign_in_failures
from services.connections.authorizations.authorization_facts import StoredAuthorization
from services.connections.tables import Authorization
from services.connections.vendor_access import providers
from services.connections.vendor_access.vendor_registry import VendorRegistry

#: What a `StoredAuthorization` is made of, in its order.
COLUMNS = columns_of(StoredAuthorization, Authorization)
#: An authorisation that no client was connected with is revoked after this (product.md 6.5).
UNUSED = datetime.timedelta(hours=24)
#: The time a user has at the vendor.
_AWAY = datetime.timedelta(hours=1)


def place(authorization_id: str, kind: str) -> str:
    """Where a sealed code or verifier belongs."""
    return f"authorization {authorization_id}: {kind}"


def begin(database: Database, registry: VendorRegistry, request: Request[BeginAuthorization]) -> Begun:
    """Begin a sign-in; gives the address to send the browser to.

    Raises `ProviderNotConfigured`, `NotFound`, `LevelRequired`, `RoleRequired`, `PracticeAccountRequired`.
    """
    data, caller = request.data, request.caller
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    authorization_id, at = new_id("auth"), now()
    with database.unit_of_work(request) as uow:
        if data.client_id is not None:
            permissions.require_client(uow.connection, caller, data.client_id, AccessLevel.WORK)
        else:
            permissions.require_adder(uow.connection, caller)
        vendor = providers.named(registry.vendors, data.provider)
        row = {
            "id": authorization_id,
            "practice_id": caller.account_id,
            "user_id": caller.user_id,
            "session_id": caller.session_id if data.same_session else None,
            "provider": vendor.id,
            "state": AuthorizationState.STARTED,
            "client_id": data.client_id,
            "draft_id": data.draft_id,
            "state_hash": _hash(state),
            "sealed_verifier": registry.vault.seal(verifier, place(authorization_id, "verifier")),
            "correlation_id": context.correlation_id(),
            "created_at": at,
            "expires_at": at + UNUSED,
        }
        uow.execute(insert(Authorization).values(row))
        url = vendor.authorization_url(state, verifier)
        begun: Begun = {"id": authorization_id, "authorization_url": url}
        return uow.answer(begun)


def complete(
    database: Database, registry: VendorRegistry, request: Request[CompleteAuthorization]
) -> Completed:
    """Take in the vendor's answer, once; gives the authorisation's id and purpose. What the code is good
    for is found out by a job (`vendor_answers`), so that neither a slow vendor nor a crash loses it.

    Raises `AuthorizationStateInvalid`, and then nothing is stored.
    """
    data = request.data
    with database.unit_of_work(request) as uow:
        permissions.require(uow.connection, request.caller)
        row = uow.execute(
            select(*COLUMNS).where(Authorization.state_hash == _hash(data.state)).with_for_update()
        ).first()
        found = loaded(StoredAuthorization, row) if row is not None else None
        if found is None or not _belongs(found, request.caller, data.provider):
            raise AuthorizationStateInvalid()
        answered: dict[str, object] = {"state_hash": None}
        if data.code is None or data.error is not None:
            answered |= sign_in_failures.values(sign_in_failures.by_vendor(data.error, data.provider))
        else:
            answered |= {
                "step": "exchanging",
                "due_at": func.now(),
                "realm_id": data.realm_id,
                "sealed_code": registry.vault.seal(data.code, place(found.id, "code")),
            }
            uow.left_jobs = True
        uow.execute(update(Authorization).where(Authorization.id == found.id).values(answered))
        completed: Completed = {
            "id": found.id,
            "client_id": found.client_id,
            "draft_id": found.draft_id,
        }
        return uow.answer(completed)


def _belongs(row: StoredAuthorization, caller: Caller, provider: str) -> bool:
    """Whether an answer is for this person, in this session and account, from the right vendor."""
    return (
        row.user_id == caller.user_id
        and row.practice_id == caller.account_id
        and row.session_id in (None, caller.session_id)
        and row.provider == provider
        and row.created_at + _AWAY > now()
    )


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
