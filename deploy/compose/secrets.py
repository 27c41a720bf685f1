"""Makes an installation's keys and passwords: one folder for each container, which mounts no other.

    python -m deploy.compose.secrets make
    python -m deploy.compose.secrets rotate identity|secret-keys|message-keys|service-keys|passwords
    python -m deploy.compose.secrets forget identity|secret-keys|message-keys|service-keys

`make` makes what is missing and changes nothing that is there. `rotate` puts a new key before the old one,
which `forget` removes later. docs/operations.md says what to restart, and when.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from chassis.security import identity, service_keys, vault
from contracts.subscriptions import SERVICES, sharing_private_parts
from deploy import broker_accounts
from deploy.broker_accounts import ACCOUNTS

FOLDER = Path("/secrets")
SHARING = sharing_private_parts()
# Mounted by one container each, whose user differs from image to image.
_READABLE = 0o444


class Secrets:
    """The secrets in a folder."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    def make(self) -> None:
        """Make what is missing."""
        self._make("postgres", "superuser", _password)
        # By which the nodes of a cluster know each other (deploy/compose/cluster.yml).
        self._make("postgres", "replication", _password)
        self._make("rabbitmq", "erlang-cookie", _password)
        self._make("access", "identity-private-key", identity.generate_private_key)
        public = identity.public_key(self.read("access", "identity-private-key"))
        for service in SERVICES:
            self._make_database_url(service, service, service)
            # Its tables belong to another role than the one it works as, which row-level security binds.
            self._make_database_url(f"{service}-migrations", f"{service}_owner", service)
            self._make(service, "identity-public-keys", lambda: public)
            self._make(service, "secret-keys", vault.generate_key)
            self._make(service, "service-keys", service_keys.generate_key)
        for service in SHARING:
            # One key for all of them: the first one's.
            self._make(service, "message-keys", lambda: self._shared() or vault.generate_key())
        for account in ACCOUNTS:
            self._make(account, "broker-url", partial(_broker_url, account))
        self._publish_service_keys()
        self._write_definitions()

    def rotate_identity(self) -> None:
        """Sign with a new key. Passports signed with the old ones are still read."""
        new = identity.generate_private_key()
        known = self._list("access", "identity-public-keys")
        for service in SERVICES:
            self._write(service, "identity-public-keys", ",".join([identity.public_key(new), *known]))
        self._write("access", "identity-private-key", new)

    def rotate_secret_keys(self) -> None:
        """Seal with a new key. What was sealed with the old ones still opens."""
        for service in SERVICES:
            known = self._list(service, "secret-keys")
            self._write(service, "secret-keys", ",".join([vault.generate_key(), *known]))

    def rotate_message_keys(self) -> None:
        """Seal private parts of messages with a new key. Who obeys them is restarted first."""
        renewed = ",".join([vault.generate_key(), self._shared()])
        for service in SHARING:
            self._write(service, "message-keys", renewed)

    def rotate_service_keys(self) -> None:
        """Know services by new keys too. They sign with the old ones until `promote_service_keys`."""
        for service in SERVICES:
            known = self._list(service, "service-keys")
            self._write(service, "service-keys", ",".join([*known, service_keys.generate_key()]))
        self._publish_service_keys()

    def promote_service_keys(self) -> None:
        """Sign, and seal, with the newest keys: once everybody was restarted and knows them."""
        for service in SERVICES:
            *known, newest = self._list(service, "service-keys")
            self._write(service, "service-keys", ",".join([newest, *known]))
        self._publish_service_keys()

    def forget_service_keys(self) -> None:
        """Know each service by its first key alone."""
        self.forget("service-keys")
        self._publish_service_keys()

    def rotate_passwords(self) -> None:
        """New passwords in the broker and the database, but for the database's superuser."""
        for service in SERVICES:
            (self._folder / "postgres" / service).unlink()
            (self._folder / "postgres" / f"{service}_owner").unlink()
        for account in ACCOUNTS:
            (self._folder / account / "broker-url").unlink()
        self.make()

    def forget(self, name: str) -> None:
        """Keep only the newest key of each service."""
        for service in SHARING if name == "message-keys" else SERVICES:
            self._write(service, name, self._list(service, name)[0])

    def read(self, owner: str, name: str) -> str:
        return (self._folder / owner / name).read_text().strip()

    def _make_database_url(self, container: str, role: str, database: str) -> None:
        password = self._make("postgres", role, _password)
        self._write(container, "database-url", f"postgresql://{role}:{password}@postgres:5432/{database}")

    def _shared(self) -> str:
        """The keys of private parts; nothing where there are none yet."""
        path = self._folder / SHARING[0] / "message-keys"
        return path.read_text().strip() if path.exists() else ""

    def _publish_service_keys(self) -> None:
        """Tell everybody the public half of each service's keys, in their order."""
        public = ",".join(
            f"{service}={service_keys.public_key(key)}"
            for service in SERVICES
            for key in self._list(service, "service-keys")
        )
        for part in (*SERVICES, broker_accounts.GATEWAY):
            self._write(part, "service-public-keys", public)

    def _list(self, owner: str, name: str) -> list[str]:
        return self.read(owner, name).split(",")

    def _make(self, owner: str, name: str, generate: Callable[[], str]) -> str:
        if not (self._folder / owner / name).exists():
            self._write(owner, name, generate())
        return self.read(owner, name)

    def _write(self, owner: str, name: str, value: str) -> None:
        path = self._folder / owner / name
        # Who reads it meanwhile reads the old one or the new one, not half of it.
        unfinished = path.with_name(f".{name}.new")
        unfinished.unlink(missing_ok=True)
        unfinished.write_text(f"{value}\n")
        unfinished.chmod(_READABLE)
        unfinished.rename(path)

    def _write_definitions(self) -> None:
        passwords = {
            account: str(urlsplit(self.read(account, "broker-url")).password) for account in ACCOUNTS
        }
        made = broker_accounts.definitions(passwords)
        self._write("rabbitmq", "definitions.json", json.dumps(made, indent=1))


def _password() -> str:
    return secrets.token_urlsafe(24)


def _broker_url(account: str) -> str:
    return f"amqp://{account}:{_password()}@rabbitmq:5672//"


def main(arguments: list[str]) -> int:
    """The command."""
    kept = Secrets()
    known: dict[tuple[str, ...], Callable[[], None]] = {
        ("make",): kept.make,
        ("rotate", "identity"): kept.rotate_identity,
        ("rotate", "secret-keys"): kept.rotate_secret_keys,
        ("rotate", "message-keys"): kept.rotate_message_keys,
        ("rotate", "service-keys"): kept.rotate_service_keys,
        ("promote", "service-keys"): kept.promote_service_keys,
        ("forget", "service-keys"): kept.forget_service_keys,
        ("rotate", "passwords"): kept.rotate_passwords,
        ("forget", "identity"): partial(kept.forget, "identity-public-keys"),
        ("forget", "secret-keys"): partial(kept.forget, "secret-keys"),
        ("forget", "message-keys"): partial(kept.forget, "message-keys"),
    }
    act = known.get(tuple(arguments))
    if act is None:
        ways = " | ".join(" ".join(words) for words in known)
        print(f"usage: python -m deploy.compose.secrets {ways}", file=sys.stderr)
        return 2
    act()
    print(f"secrets: {' '.join(arguments)} done")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
