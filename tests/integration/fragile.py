"""Accounts with a handler that can be broken and mended, on a virtual host of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import eventlet
import pytest
from kombu import Connection
from sqlalchemy import text

from chassis import context, dead_letters, migrations, topology
from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id
from chassis.entrypoints import Data, handles, rpc
from chassis.process.runner import Hosted
from chassis.process.settings import Settings
from chassis.rpc.client import RpcClient
from chassis.rpc.request import Request
from chassis.security import identity, vault
from chassis.security.service_keys import ServiceKeys, generate_key, public_key
from chassis.security.trust import Trust
from contracts import accounts
from contracts.access.events import (
    COLLEAGUE_CHANGED,
    SESSION_REVOKED,
    ColleagueChangedData,
    SessionRevokedData,
)
from contracts.envelope import Envelope
from contracts.errors import NotFound
from contracts.messages import Event
from contracts.subscriptions import SERVICES
from services.accounts.projections import colleagues, sessions
from tests.builders import eventually
from tests.integration.system import Backing, make_database

TRIES: list[str] = []
MENDED: set[str] = set()
KEYS = {name: generate_key() for name in SERVICES}
PUBLIC_KEYS = [f"{name}={public_key(key)}" for name, key in KEYS.items()]


class Fragile:
    """Accounts with a handler that fails until it is mended."""

    name = accounts.NAME
    database: Database = Data()

    @handles(COLLEAGUE_CHANGED)
    def fail(self, uow: UnitOfWork, data: ColleagueChangedData) -> None:
        TRIES.append(data["user_id"])
        colleagues.note_member(uow, data)
        while data["name"] == "Hanging" and data["user_id"] not in MENDED:
            eventlet.sleep(0.1)
        if data["name"] == "Refused":
            raise NotFound(what="practice")
        if data["user_id"] not in MENDED:
            raise RuntimeError("this handler is broken")

    @handles(SESSION_REVOKED)
    def note_ended_session(self, uow: UnitOfWork, data: SessionRevokedData) -> None:
        sessions.note_ended_session(uow, data)

    @rpc(accounts.CATCH_UP)
    def catch_up(self, request: Request) -> dict[str, Any]:
        return {"caught_up": True}


@dataclass
class Fragiles:
    """The fragile service at work, on a virtual host of its own."""

    url: str
    database: Database
    calls: RpcClient
    hosted: Hosted

    def tell(
        self, event: Event, body: str | dict[str, Any], identity: str | None = None, *, signed: bool = True
    ) -> str:
        """Publish an event as its source would, or as anybody could; gives the message's id."""
        message_id = identity or new_id("message")
        envelope = Envelope(message_id, event.type, "/clientele/access", "x", "2026-01-01T00:00:00Z", "test")
        written = (json.dumps(body) if isinstance(body, dict) else body).encode()
        with Connection(self.url) as connection, connection.Producer() as producer:
            producer.publish(
                written,
                exchange=event.exchange,
                routing_key=event.type,
                headers=self.signature_of(event, written, envelope.headers())
                if signed
                else envelope.headers(),
                message_id=message_id,
                content_type="application/json",
                content_encoding="utf-8",
            )
        return message_id

    def signature_of(self, event: Event, body: bytes, headers: dict[str, Any]) -> dict[str, Any]:
        """The headers with its source's signature."""
        trust = Trust(ServiceKeys([KEYS[event.source]], PUBLIC_KEYS))
        return {**headers, **trust.sign(event.source, event.exchange, headers, body)}

    def letter(self, message_id: str) -> dict[str, Any]:
        """The dead letter with this id; waits for it."""

        def find() -> dict[str, Any] | None:
            found = dead_letters.dead_letters(self.url, "accounts")
            return next((letter for letter in found if letter["message_id"] == message_id), None)

        return dict(eventually(find, within=20))

    def rows(self, query: str, **parameters: Any) -> int:
        with self.database.read(everywhere=True) as connection:
            return len(connection.execute(text(query), parameters).all())

    def still_answers(self) -> bool:
        with context.enter(context.Context("test")):
            return bool(accounts.catch_up(self.calls, [])["caught_up"])


def colleague(user_id: str, name: str = "Bob") -> dict[str, Any]:
    return {
        "practice_id": new_id("prac"),
        "user_id": user_id,
        "name": name,
        "role": "standard",
        "permissions": [],
        "status": "active",
        "version": 1,
    }


@contextmanager
def fragiles(backing: Backing, name: str = "fragile") -> Iterator[Fragiles]:
    """The service at work, until the block ends."""
    backing.rabbitmq.exec(["rabbitmqctl", "add_vhost", name])
    backing.rabbitmq.exec(["rabbitmqctl", "set_permissions", "-p", name, "tests", ".*", ".*", ".*"])
    url = backing.broker_url.removesuffix("/") + name
    with pytest.MonkeyPatch.context() as patching:
        # The same road with shorter waits: 13 minutes are too long for a test.
        patching.setattr(topology, "RETRY_DELAYS", (0.1, 0.2, 0.3, 0.4, 0.5))
        topology.declare(url)
        make_database(backing, name)
        migrations.upgrade("accounts", backing.database_url(name, f"{name}_owner"), role=name)
        keys = (identity.public_key(identity.generate_private_key()),)
        configured = Settings(
            service="accounts",
            broker_url=url,
            database_url=backing.database_url(name),
            identity_keys=keys,
            message_keys=(vault.generate_key(),),
            trust=Trust(ServiceKeys([KEYS["accounts"]], PUBLIC_KEYS)),
        )
        hosted, calls = Hosted(Fragile, configured), RpcClient(url, "test")
        hosted.start()
        calls.start()
        assert calls.wait_ready(10)
        eventually(lambda: set(hosted.health().values()) == {"ok"})
        yield Fragiles(url, hosted.database, calls, hosted)
        calls.stop()
        hosted.stop()
