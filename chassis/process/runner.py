"""Runs a service: as a process of its own (`serve`), or beside others in one process (`Hosted`)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from environs import Env, EnvError

from chassis import migrations
from chassis.container import Container
from chassis.database import row_level_security
from chassis.database.engine import Database
from chassis.messaging import payload_encryption
from chassis.messaging.broker import Link
from chassis.messaging.inbox import Inbox
from chassis.messaging.ordered_queue import TakesInOrder
from chassis.messaging.relay import Relay
from chassis.observability import logs
from chassis.process import settings
from chassis.process.health import Check, Readiness
from chassis.process.settings import Settings, SettingsError
from chassis.process.until_signal import run_until_signal
from chassis.process.watchdog import Pulse, Watchdog
from chassis.rpc.server import RpcServer


class Hosted:
    """One service in this process, and its relay where the settings say so. `parts` are the service's own,
    found by `Configured`.

    `checks` among them, by name, say beside the chassis' own whether it is ready.
    """

    def __init__(self, service: type, settings: Settings, parts: Mapping[str, Any] | None = None) -> None:
        self.settings = settings
        self.database = Database(
            settings.database_url,
            name=settings.service,
            pool_size=settings.pool_size,
            sealer=payload_encryption.vault_of(settings),
        )
        self.relay = _relay(settings) if settings.relay_inside else None
        self.watchdog = Watchdog(self._pulses, self.on_still)
        own: Mapping[str, Check] = (parts or {}).get("checks", {})
        self.readiness = Readiness({**self._checks(), **own})
        service.identity_keys = settings.identity_keys  # type: ignore[attr-defined]
        service.trust = settings.trust  # type: ignore[attr-defined]
        config = {
            "settings": settings,
            "max_workers": settings.workers,
            "database": self.database,
            "health": self.health,
            **(parts or {}),
        }
        self.container = Container(service, config)

    def start(self) -> None:
        self.database.changes.listen()
        self.container.start()
        if self.relay is not None:
            self.relay.start()
        self.watchdog.start()

    def stop(self) -> None:
        """Take nothing new, finish what is at hand, close."""
        self.watchdog.stop()
        self.container.stop()
        if self.relay is not None:
            self.relay.stop()
        self.database.close()

    def on_still(self, name: str) -> None:
        """Where a connection stands still it is made anew."""
        self._links()[name].renew()

    def _links(self) -> dict[str, Link]:
        found: dict[str, Link] = {}
        for extension in self.container.extensions:
            if isinstance(extension, RpcServer | Inbox | TakesInOrder):
                found |= extension.links
        return found

    def _pulses(self) -> dict[str, Pulse]:
        own = {name: link.pulse for name, link in self._links().items()}
        return own if self.relay is None else {**own, f"relay of {self.settings.service}": self.relay.pulse}

    def _checks(self) -> dict[str, Check]:
        """What must hold for the service to be ready: each raises where it does not."""
        relay = {"relay": self._check_relay} if self.settings.relay_inside else {}
        return relay | {
            "broker": self._check_broker,
            "consumers": self.watchdog.check,
            "database": self.database.check,
            "migrations": self._check_migrations,
            "row_level_security": self._check_row_level_security,
        }

    def health(self) -> dict[str, str]:
        """Each check by name: `ok`, or what is wrong with it."""
        return self.readiness.look()

    def _check_broker(self) -> None:
        for extension in self.container.extensions:
            if isinstance(extension, RpcServer | Inbox | TakesInOrder) and not extension.ready:
                raise ConnectionError("no connection to the broker")

    def _check_relay(self) -> None:
        if self.relay is not None:
            self.relay.check_broker()
            self.relay.check_database()

    def _check_migrations(self) -> None:
        with self.database.read(everywhere=True) as connection:
            migrations.check(self.settings.service, connection)

    def _check_row_level_security(self) -> None:
        with self.database.read(everywhere=True) as connection:
            row_level_security.check(connection)


def _relay(settings: Settings) -> Relay:
    return Relay(settings.service, settings.database_url, settings.broker_url, settings.trust)


#: Makes a service's own parts of its own settings. May raise environs' errors and `SettingsError`.
Prepare = Callable[[Env], Mapping[str, Any]]


def _nothing(_env: Env) -> Mapping[str, Any]:
    return {}


def prepared(prepare: Prepare, env: Env) -> Mapping[str, Any]:
    """A service's own parts. Raises `SettingsError`, whatever is wrong with its settings."""
    try:
        return prepare(env)
    except EnvError as error:
        raise SettingsError(settings.one_line(error)) from None


def serve(service: type, prepare: Prepare = _nothing) -> int:
    """Run one service until SIGTERM or SIGINT. `prepare` makes its own parts; gives the exit code."""
    name = str(service.name)  # type: ignore[attr-defined]
    try:
        env = settings.environment()
        known = settings.read(name, env)
        logs.configure(name, known.log_level)
        hosted = Hosted(service, known, prepared(prepare, env))
    except SettingsError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 2
    return run_until_signal(hosted.start, hosted.stop, known, hosted.readiness, hosted.watchdog)
