"""Starts and stops the parts of the product in one process, in order."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from chassis import migrations, topology
from chassis.messaging.relay import Relay
from chassis.migrations import NotMigrated
from chassis.process.runner import Hosted
from chassis.process.settings import Settings, SettingsError
from deploy.allinone import phone, secrets, unfinished, vendors
from deploy.embedded_postgres import EmbeddedPostgres
from deploy.services import SERVICES
from gateway.settings import on_loopback

BROKER_URL = "memory://"


class Product:
    """The services of one installation, with its data in `folder`.

    `smtp_url` is where mail goes; None catches it in `folder/mailbox`, and texts in `folder/phone` unless the
    environment names a Twilio account. Where it names no app at a vendor of accounting software, and the
    public address is on loopback, stand-ins for them run beside it. The gateway is not part of it.
    """

    def __init__(self, folder: Path, *, public_url: str, smtp_url: str | None, durable: bool = True) -> None:
        self.folder = folder
        self.mailbox = folder / "mailbox" if smtp_url is None else None
        self._public_url, self._smtp_url = public_url, smtp_url
        self._local = on_loopback(public_url)
        self._postgres = EmbeddedPostgres(folder / "postgres", durable=durable)
        self._catcher: subprocess.Popen[str] | None = None
        self._phone: phone.Phone | None = None
        if smtp_url is None and not os.environ.get("CLIENTELE_TWILIO_ACCOUNT_SID"):
            self._phone = phone.Phone(folder / "phone")
        # Elsewhere nobody could reach the stand-ins' pages, and whoever could would be anybody.
        played = self._local and not vendors.have_credentials()
        self.vendors = vendors.Vendors(folder / "vendors") if played else None
        self.hosted: dict[str, Hosted] = {}
        self.relays: list[Relay] = []
        self._started: list[Hosted] = []
        self.identity_keys: tuple[str, ...] = ()
        self.message_keys: tuple[str, ...] = ()

    def start(self) -> None:
        """Return when everything answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        if self.mailbox is not None:
            # Started first and asked last: it gets ready while the database does.
            self._catcher = _catch_mail(self.mailbox)
        if self._phone is not None:
            self._phone.start()
        if self.vendors is not None:
            self.vendors.start()
        self._postgres.start()
        keys = secrets.load(self.folder)
        self.identity_keys = tuple(keys["CLIENTELE_IDENTITY_PUBLIC_KEYS"].split(","))
        self.message_keys = tuple(keys["CLIENTELE_MESSAGE_KEYS"].split(","))
        self._set_up_databases()
        topology.declare(BROKER_URL)
        outside = {
            # Where mail stays here, whoever registers on this machine is who they say (docs/adr/0019).
            "CLIENTELE_CONFIRM_ADDRESSES": str(self._smtp_url is not None or not self._local).lower(),
            "CLIENTELE_PUBLIC_URL": self._public_url,
            "CLIENTELE_SMTP_URL": self._smtp_url or f"smtp://{_address_of(self._catcher)}",
            **(self._phone.settings() if self._phone is not None else {}),
            **(self.vendors.settings() if self.vendors is not None else {}),
        }
        with _environment({**keys, **outside}):
            for name, (service, prepare) in SERVICES.items():
                told = self._settings(name)
                self.hosted[name] = Hosted(service, told, prepare(told))
        unfinished.send_again({name: hosted.database for name, hosted in self.hosted.items()})
        for hosted in self.hosted.values():
            hosted.start()
            self._started.append(hosted)
        self.relays = [Relay(name, self._url(name), BROKER_URL) for name in SERVICES]
        for relay in self.relays:
            relay.start()

    def stop(self) -> None:
        """Finish the work at hand and stop what was started, in the order in which parts need each other."""
        for hosted in self._started:
            hosted.stop()
        for relay in self.relays:
            relay.stop()
        if self._catcher is not None:
            self._catcher.terminate()
            self._catcher.wait(5)
        if self._phone is not None:
            self._phone.stop()
        if self.vendors is not None:
            self.vendors.stop()
        self._postgres.stop()

    def health(self) -> dict[str, dict[str, str]]:
        """Each service's checks by name."""
        return {name: hosted.health() for name, hosted in self.hosted.items()}

    def owners_url(self, name: str) -> str:
        """The address of a service's database for the owner of its tables, whom nothing in them binds."""
        return self._postgres.dsn(name, role=f"{name}_owner")

    def _url(self, name: str) -> str:
        return self._postgres.dsn(name, role=name)

    def _settings(self, name: str) -> Settings:
        return Settings(
            service=name,
            broker_url=BROKER_URL,
            database_url=self._url(name),
            identity_keys=self.identity_keys,
            pool_size=8,
            message_keys=self.message_keys,
        )

    def _set_up_databases(self) -> None:
        for name in SERVICES:
            owner = f"{name}_owner"
            self._postgres.ensure_role(owner)
            self._postgres.ensure_role(name)
            self._postgres.ensure_database(name, owner=owner, user=name)
            engine = create_engine(self._postgres.url(name, role=name), poolclass=NullPool)
            with engine.connect() as connection:
                try:
                    migrations.check(name, connection)
                except NotMigrated:
                    connection.close()
                    migrations.upgrade(name, self.owners_url(name))


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """The environment that services read their settings from, while the block lasts."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _catch_mail(folder: Path) -> subprocess.Popen[str]:
    folder.mkdir(parents=True, exist_ok=True)
    catcher = [sys.executable, "-m", "deploy.sandbox.mailbox", "--host", "127.0.0.1", "--port", "0"]
    # A session of its own, as Ctrl-C is its owner's to handle.
    return subprocess.Popen(
        [*catcher, "--folder", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _address_of(catcher: subprocess.Popen[str] | None) -> str:
    line = catcher.stdout.readline().strip() if catcher is not None and catcher.stdout is not None else ""
    prefix = "mailbox listening on "
    if not line.startswith(prefix):
        raise SettingsError("The sandbox mailbox did not start.")
    return line.removeprefix(prefix)
