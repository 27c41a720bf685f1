"""Makes an installation's keys and passwords: one folder for each container, which mounts no other.

    python -m deploy.compose.secrets make
    python -m deploy.compose.secrets rotate identity|secret-keys|passwords
    python -m deploy.compose.secrets forget identity|secret-keys

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

from chassis import identity, vault
from contracts.subscriptions import SERVICES
from deploy import broker_accounts
from deploy.broker_accounts import ACCOUNTS

FOLDER = Path("/secrets")
# Mounted by one container each, whose user differs from image to image.
_READABLE = 0o444


class Secrets:
    """The secrets in a folder."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    def make(self) -> None:
        """Make what is missing."""
        self._make("postgres", "superuser", _password)
        self._make("access", "identity-private-key", identity.generate_private_key)
        public = identity.public_key(self.read("access", "identity-private-key"))
        for service in SERVICES:
            self._make_database_url(service, service, service)
            # Its tables belong to another role than the one it works as, which row-level security binds.
            self._make_database_url(f"{service}-migrations", f"{service}_owner", service)
            self._make(service, "identity-public-keys", lambda: public)
            self._make(service, "secret-keys", vault.generate_key)
        for account in ACCOUNTS:
            self._make(account, "broker-url", partial(_broker_url, account))
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
        for service in SERVICES:
            self._write(service, name, self._list(service, name)[0])

    def read(self, owner: str, name: str) -> str:
        return (self._folder / owner / name).read_text().strip()

    def _make_database_url(self, container: str, role: str, database: str) -> None:
        password = self._make("postgres", role, _password)
        self._write(container, "database-url", f"postgresql://{role}:{password}@postgres:5432/{database}")

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
    match arguments:
        case ["make"]:
            kept.make()
        case ["rotate", "identity"]:
            kept.rotate_identity()
        case ["rotate", "secret-keys"]:
            kept.rotate_secret_keys()
        case ["rotate", "passwords"]:
            kept.rotate_passwords()
        case ["forget", "identity"]:
            kept.forget("identity-public-keys")
        case ["forget", "secret-keys"]:
            kept.forget("secret-keys")
        case _:
            print(
                "usage: python -m deploy.compose.secrets make | "
                "rotate identity|secret-keys|passwords | forget identity|secret-keys",
                file=sys.stderr,
            )
            return 2
    print(f"secrets: {' '.join(arguments)} done")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
