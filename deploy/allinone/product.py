"""Starts and stops the parts of the product in one process, in order."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from chassis import migrations, topology
from chassis.messaging.relay import Relay
from chassis.migrations import NotMigrated
from chassis.process.runner import Hosted, prepared
from chassis.process.settings import Settings, environment
from deploy.allinone import intake, phone, secrets, unfinished, vendors
from deploy.allinone.sandbox_process import SandboxProcess
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

    def __init__(
        self,
        folder: Path,
        *,
        public_url: str,
        smtp_url: str | None,
        durable: bool = True,
        intake_port: int = 0,
    ) -> None:
        self.folder = folder
        self.mailbox = folder / "mailbox" if smtp_url is None else None
        self._public_url, self._smtp_url = public_url, smtp_url
        self._local = on_loopback(public_url)
        self._postgres = EmbeddedPostgres(folder / "postgres", durable=durable)
        self._mail: SandboxProcess | None = None
        if self.mailbox is not None:
            self._mail = SandboxProcess("mailbox", "deploy.sandbox.mailbox", self.mailbox)
        self._phone: phone.Phone | None = None
        if smtp_url is None and not os.environ.get("CLIENTELE_TWILIO_ACCOUNT_SID"):
            self._phone = phone.Phone(folder / "phone")
        # Elsewhere nobody could reach the stand-ins' pages, and whoever could would be anybody.
        played = self._local and not vendors.have_credentials()
        self.vendors = vendors.Vendors(folder / "vendors") if played else None
        found = (
            self._mail,
            self._phone.process if self._phone is not None else None,
            self.vendors.process if self.vendors is not None else None,
        )
        self._sandbox = [each for each in found if each is not None]
        self.intake = intake.IntakeProcess()
        self._intake_port = intake_port
        self.hosted: dict[str, Hosted] = {}
        self.relays: list[Relay] = []
        self._started: list[Hosted] = []
        self.identity_keys: tuple[str, ...] = ()
        self.message_keys: tuple[str, ...] = ()

    def start(self) -> None:
        """Return when everything answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        # Started first and looked at last: they get ready while the database does.
        for stand_in in self._sandbox:
            stand_in.start()
        self._postgres.start()
        keys = secrets.load(self.folder)
        self.identity_keys = tuple(keys["CLIENTELE_IDENTITY_PUBLIC_KEYS"].split(","))
        self.message_keys = tuple(keys["CLIENTELE_MESSAGE_KEYS"].split(","))
        self._set_up_databases()
        topology.declare(BROKER_URL)
        env = environment(keys | self._outside())
        for name, (service, prepare) in SERVICES.items():
            self.hosted[name] = Hosted(service, self._settings(name), prepared(prepare, env))
        unfinished.send_again({name: hosted.database for name, hosted in self.hosted.items()})
        for hosted in self.hosted.values():
            hosted.start()
            self._started.append(hosted)
        self.intake.start(
            {
                "CLIENTELE_DATABASE_URL": self._url("accounts"),
                "CLIENTELE_SECRET_KEYS": keys["CLIENTELE_SECRET_KEYS"],
                "CLIENTELE_DOCUMENTS": self._documents(),
            },
            self._intake_port,
        )
        self.relays = [Relay(name, self._url(name), BROKER_URL) for name in SERVICES]
        for relay in self.relays:
            relay.start()

    def _outside(self) -> dict[str, str]:
        """The settings of what is outside the product, or stands in for it. Raises `SettingsError`."""
        smtp_url = self._smtp_url if self._mail is None else f"smtp://{self._mail.address()}"
        return {
            # Where mail stays here, whoever registers on this machine is who they say (docs/adr/0019).
            "CLIENTELE_CONFIRM_ADDRESSES": str(self._smtp_url is not None or not self._local).lower(),
            "CLIENTELE_DOCUMENTS": self._documents(),
            "CLIENTELE_PUBLIC_URL": self._public_url,
            "CLIENTELE_SMTP_URL": str(smtp_url),
            **(self._phone.settings() if self._phone is not None else {}),
            **(self.vendors.settings() if self.vendors is not None else {}),
        }

    def _documents(self) -> str:
        """Where documents are kept: beside all else, unless the environment names another place."""
        return environment().str("DOCUMENTS", "") or str(self.folder / "documents")

    def stop(self) -> None:
        """Finish the work at hand and stop what was started, in the order in which parts need each other."""
        self.intake.stop()
        for hosted in self._started:
            hosted.stop()
        for relay in self.relays:
            relay.stop()
        for stand_in in self._sandbox:
            stand_in.stop()
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
