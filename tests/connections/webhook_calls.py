"""Webhook endpoints as tests make and ask them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from chassis.database.engine import Database
from contracts import connections
from contracts.connections import WebhookDeliveryState
from services.connections.webhooks.allowed_addresses import networks_of
from tests.builders import Person

LOOPBACK = networks_of(["127.0.0.0/8"])


def endpoint(person: Person, url: str, **more: Any) -> Mapping[str, Any]:
    with person.acting():
        return connections.create_webhook_endpoint(person.rpc, url=url, **more)


def read(person: Person, endpoint_id: str) -> Mapping[str, Any]:
    with person.acting():
        return connections.get_webhook_endpoint(person.rpc, endpoint_id)


def change(person: Person, endpoint_id: str, **changes: Any) -> Mapping[str, Any]:
    with person.acting():
        return connections.change_webhook_endpoint(person.rpc, endpoint_id, **changes)


def log(
    person: Person, endpoint_id: str, state: WebhookDeliveryState | None = None
) -> Sequence[Mapping[str, Any]]:
    with person.acting():
        return connections.list_webhook_deliveries(person.rpc, endpoint_id, state=state, limit=200)["items"]


def resend(person: Person, endpoint_id: str, **what: Any) -> int:
    with person.acting():
        return connections.resend_webhook_deliveries(person.rpc, endpoint_id, **what)["resent"]


def send_test(person: Person, endpoint_id: str) -> Mapping[str, Any]:
    with person.acting():
        return connections.send_webhook_test(person.rpc, endpoint_id)


def hurry(database: Database, endpoint_id: str) -> None:
    """As if the time had come at which what has failed is tried again."""
    for statement in (
        "UPDATE webhook_endpoints SET paused_until = now() WHERE id = :id",
        "UPDATE webhook_lanes SET due_at = now() WHERE endpoint_id = :id AND due_at IS NOT NULL",
    ):
        with database.autocommit(everywhere=True) as connection:
            connection.execute(text(statement), {"id": endpoint_id})
