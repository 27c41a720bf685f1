"""Webhook endpoints as a practice's admins manage them (docs/adr/0046)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, func, insert, select, update

from chassis.database.engine import Database
from chassis.database.rows import loaded
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.access import PracticeRole
from contracts.connections import (
    ChangeWebhookEndpoint,
    ClientCertificate,
    CreateWebhookEndpoint,
    FixedHeader,
    OneWebhookEndpoint,
    RotateWebhookSecret,
    WebhookChange,
    WebhookDisabledReason,
    WebhookEndpointLimit,
    WebhookEndpoints,
    WebhookEndpointWithSecret,
    WebhookState,
)
from contracts.connections import WebhookEndpoint as WebhookEndpointView
from contracts.errors import InvalidInput, NotFound, RoleRequired, StaleVersion
from services.connections import permissions
from services.connections.event_feed.feed_pages import TYPES
from services.connections.tables import WebhookEndpoint
from services.connections.webhooks import (
    allowed_addresses,
    client_certificates,
    disabled_endpoints,
    signed_requests,
)
from services.connections.webhooks.disabled_endpoints import COLUMNS
from services.connections.webhooks.endpoint_facts import StoredEndpoint, view
from services.connections.webhooks.signed_requests import Sender

_MOST = 50


def listed(database: Database, caller: Caller) -> WebhookEndpoints:
    """The practice's endpoints, the oldest first. Raises `RoleRequired`."""
    with database.read() as connection:
        require_admin(connection, caller)
        rows = connection.execute(
            select(*COLUMNS)
            .where(WebhookEndpoint.practice_id == caller.account_id)
            .order_by(WebhookEndpoint.created_at, WebhookEndpoint.id)
        ).all()
    return {"items": [view(loaded(StoredEndpoint, row), now()) for row in rows], "next_cursor": None}


def get(database: Database, caller: Caller, endpoint_id: str) -> WebhookEndpointView:
    """One endpoint. Raises `NotFound`, `RoleRequired`."""
    with database.read() as connection:
        return view(require(connection, caller, endpoint_id), now())


def create(
    database: Database, sender: Sender, request: Request[CreateWebhookEndpoint]
) -> WebhookEndpointWithSecret:
    """A new endpoint; its secret is shown this once. Raises `InvalidInput`, `WebhookEndpointLimit`."""
    data, caller = request.data, request.caller
    with database.unit_of_work(request) as uow:
        require_admin(uow.connection, caller)
        check_url(sender, data.url)
        check_types(data.types)
        of_practice = WebhookEndpoint.practice_id == caller.account_id
        if uow.execute(select(func.count()).where(of_practice)).scalar_one() >= _MOST:
            raise WebhookEndpointLimit(most=_MOST)
        endpoint_id, secret = new_id("hook"), signed_requests.new_secret()
        row = {
            "id": endpoint_id,
            "practice_id": caller.account_id,
            "owner_id": caller.user_id,
            "url": data.url,
            "types": data.types,
            "description": data.description,
            "ordered": data.ordered,
            "state": WebhookState.ENABLED,
            "failures": 0,
            "created_at": now(),
            "version": 1,
            "sealed_secret": _sealed(sender, endpoint_id, caller.account_id, "secret", secret),
            **_header(sender, endpoint_id, caller.account_id, data.header),
            **_certificate(sender, endpoint_id, caller.account_id, data.client_certificate),
        }
        stored = loaded(
            StoredEndpoint, uow.execute(insert(WebhookEndpoint).values(row).returning(*COLUMNS)).one()
        )
        disabled_endpoints.tell(uow, stored, WebhookChange.CREATED, by=caller.user_id)
        created: WebhookEndpointWithSecret = {**view(stored, now()), "secret": secret}
        return uow.answer(created)


def change(
    database: Database, sender: Sender, request: Request[ChangeWebhookEndpoint]
) -> WebhookEndpointView:
    """Raises `NotFound`, `RoleRequired`, `StaleVersion`, `InvalidInput`."""
    data, caller = request.data, request.caller
    with database.unit_of_work(request) as uow:
        before = require(uow.connection, caller, data["endpoint_id"], lock=True)
        if data.get("if_version", before.version) != before.version:
            raise StaleVersion()
        values = _changed(sender, before, data)
        if data.get("enabled") is False and before.state is WebhookState.ENABLED:
            disabled_endpoints.disable(uow, before.id, WebhookDisabledReason.BY_HAND, by=caller.user_id)
        elif data.get("enabled") is True and before.state is WebhookState.DISABLED:
            values |= {
                "state": WebhookState.ENABLED,
                "disabled_reason": None,
                "owner_id": caller.user_id,
                "failures": 0,
                "failing_since": None,
                "paused_until": func.now(),
            }
        after = _write(uow, before, values, caller) if values else _one(uow.connection, before.id)
        return uow.answer(view(after, now()))


def remove(database: Database, request: Request[OneWebhookEndpoint]) -> None:
    """Remove an endpoint, with its log. Raises `NotFound`, `RoleRequired`."""
    with database.unit_of_work(request) as uow:
        endpoint = require(uow.connection, request.caller, request.data.endpoint_id, lock=True)
        uow.execute(delete(WebhookEndpoint).where(WebhookEndpoint.id == endpoint.id))
        disabled_endpoints.tell(uow, endpoint, WebhookChange.DELETED, by=request.caller.user_id)
        uow.answer(None)


def rotate(
    database: Database, sender: Sender, request: Request[RotateWebhookSecret]
) -> WebhookEndpointWithSecret:
    """A new secret, shown this once; the one before signs beside it for a while."""
    data, caller = request.data, request.caller
    with database.unit_of_work(request) as uow:
        before = require(uow.connection, caller, data.endpoint_id, lock=True)
        secret = signed_requests.new_secret()
        old = sender.vault.open(
            before.sealed_secret, signed_requests.place(before.id, before.practice_id, "secret")
        )
        values = {
            "sealed_secret": _sealed(sender, before.id, before.practice_id, "secret", secret),
            "sealed_previous": _sealed(sender, before.id, before.practice_id, "previous", old),
            "previous_until": now() + datetime.timedelta(hours=data.overlap_hours),
        }
        after = _write(uow, before, values, caller, change=WebhookChange.ROTATED)
        rotated: WebhookEndpointWithSecret = {**view(after, now()), "secret": secret}
        return uow.answer(rotated)


def require_admin(connection: Connection, caller: Caller) -> None:
    """What leaves the practice is for practice admins to decide. Raises `RoleRequired`."""
    if permissions.require(connection, caller).role != PracticeRole.PRACTICE_ADMIN:
        raise RoleRequired(role="practice_admin")


def require(
    connection: Connection, caller: Caller, endpoint_id: str, *, lock: bool = False
) -> StoredEndpoint:
    """An endpoint of the caller's practice. Raises `NotFound`, `RoleRequired`."""
    require_admin(connection, caller)
    statement = select(*COLUMNS).where(
        WebhookEndpoint.id == endpoint_id, WebhookEndpoint.practice_id == caller.account_id
    )
    row = connection.execute(statement.with_for_update() if lock else statement).first()
    if row is None:
        raise NotFound(what="webhook endpoint")
    return loaded(StoredEndpoint, row)


def check_url(sender: Sender, url: str) -> None:
    """What can be seen of an address before it is looked up. Raises `InvalidInput`."""
    parts = urlsplit(url)
    address = allowed_addresses.literal(parts.hostname or "")
    if address is not None and not allowed_addresses.is_allowed(address, sender.networks):
        message = "Nothing is sent to private, local or reserved addresses."
        raise InvalidInput.at("/url", "address_not_allowed", message)
    named = address is None or allowed_addresses.is_named(address, sender.networks)
    if parts.scheme != "https" and not (sender.networks and named):
        raise InvalidInput.at("/url", "https_required", "Use an address that begins with https://.")


def check_types(types: Sequence[str] | None) -> None:
    """Raises `InvalidInput` for a type of event that there is not."""
    for number, each in enumerate(types or ()):
        if each not in TYPES:
            known = ", ".join(sorted(TYPES))
            message = f"There are no events of the type {each!r}. There are: {known}."
            raise InvalidInput.at(f"/types/{number}", "unknown_event_type", message)


def _changed(sender: Sender, before: StoredEndpoint, data: ChangeWebhookEndpoint) -> dict[str, object]:
    values: dict[str, object] = {
        name: value for name, value in data.items() if name in ("url", "types", "description", "ordered")
    }
    if "url" in data:
        check_url(sender, data["url"])
    check_types(data.get("types"))
    if "header" in data:
        values |= _header(sender, before.id, before.practice_id, data["header"])
    if "client_certificate" in data:
        values |= _certificate(sender, before.id, before.practice_id, data["client_certificate"])
    return values


def _write(
    uow: UnitOfWork,
    before: StoredEndpoint,
    values: Mapping[str, object],
    caller: Caller,
    change: WebhookChange = WebhookChange.CHANGED,
) -> StoredEndpoint:
    row = uow.execute(
        update(WebhookEndpoint)
        .where(WebhookEndpoint.id == before.id)
        .values(version=WebhookEndpoint.version + 1, **values)
        .returning(*COLUMNS)
    ).one()
    after = loaded(StoredEndpoint, row)
    disabled_endpoints.tell(
        uow, after, change, by=caller.user_id, before=_event_of(before), after=_event_of(after)
    )
    return after


def _event_of(endpoint: StoredEndpoint) -> dict[str, object]:
    return {"host": endpoint.host, "types": endpoint.types, "state": endpoint.state}


def _one(connection: Connection, endpoint_id: str) -> StoredEndpoint:
    row = connection.execute(select(*COLUMNS).where(WebhookEndpoint.id == endpoint_id)).one()
    return loaded(StoredEndpoint, row)


def _header(
    sender: Sender, endpoint_id: str, practice_id: str, header: FixedHeader | None
) -> dict[str, object]:
    if header is None:
        return {"header_name": None, "sealed_header": None}
    sealed = _sealed(sender, endpoint_id, practice_id, "header", header.value)
    return {"header_name": header.name, "sealed_header": sealed}


def _certificate(
    sender: Sender, endpoint_id: str, practice_id: str, given: ClientCertificate | None
) -> dict[str, object]:
    if given is None:
        return {"certificate": None, "sealed_key": None}
    pair = client_certificates.checked(given, now())
    sealed = _sealed(sender, endpoint_id, practice_id, "key", pair.key)
    return {"certificate": pair.certificate, "sealed_key": sealed}


def _sealed(sender: Sender, endpoint_id: str, practice_id: str, kind: str, secret: str) -> str:
    return sender.vault.seal(secret, signed_requests.place(endpoint_id, practice_id, kind))
