"""Makes an installation's secrets for Kubernetes, and prints them for `kubectl create`.

    python -m deploy.kubernetes.secrets SMTP_URL | kubectl --namespace clientele create -f -
    python -m deploy.kubernetes.secrets service-keys

They exist nowhere but in the cluster then. `create` refuses where they are there already. The second form
prints a secret's name and a patch on each line, for installations from before there were such keys.
"""

from __future__ import annotations

import json
import secrets
import sys
from typing import Any

from chassis.security import identity, service_keys, vault
from contracts.subscriptions import SERVICES, sharing_private_parts
from deploy.broker_accounts import ACCOUNTS, SETUP

SHARING = sharing_private_parts()


def made(smtp_url: str) -> dict[str, Any]:
    """A list of secrets: what each part mounts, and the accounts that the operators make."""
    private, shared = identity.generate_private_key(), vault.generate_key()
    keys, public = _service_keys()
    items = []
    for account in ACCOUNTS:
        password = _password()
        items.append(_login(f"{account}-broker", account, password))
        mounted = {"broker-url": f"amqp://{account}:{password}@rabbitmq:5672//"}
        if account in SERVICES:
            # Its tables belong to another role than the one it works as, which row-level security binds.
            owner, url = _database(f"{account}_owner", account)
            items += [owner, _secret(f"{account}-migrations", {"database-url": url})]
            login, url = _database(account, account)
            items.append(login)
            mounted |= {
                "database-url": url,
                "identity-public-keys": identity.public_key(private),
                "secret-keys": vault.generate_key(),
                "service-keys": keys[account],
            }
        if account != SETUP:
            mounted["service-public-keys"] = public
        if account in SHARING:
            mounted["message-keys"] = shared
        if account == "access":
            mounted["identity-private-key"] = private
        if account == "invitations":
            mounted["smtp-url"] = smtp_url
        items.append(_secret(account, mounted))
    return {"apiVersion": "v1", "kind": "List", "items": items}


def _service_keys() -> tuple[dict[str, str], str]:
    """A private key for each service, and the public halves for everybody."""
    keys = {service: service_keys.generate_key() for service in SERVICES}
    return keys, ",".join(f"{service}={service_keys.public_key(key)}" for service, key in keys.items())


def patches() -> dict[str, dict[str, Any]]:
    """What is added to secrets that lack service keys, by the secret's name."""
    keys, public = _service_keys()
    return {
        account: {
            "stringData": {
                "service-public-keys": public,
                **({"service-keys": keys[account]} if account in keys else {}),
            }
        }
        for account in ACCOUNTS
        if account != SETUP
    }


def _database(role: str, database: str) -> tuple[dict[str, Any], str]:
    """A role's secret for the operator, and the address it connects to."""
    password = _password()
    url = f"postgresql://{role}:{password}@postgres-rw:5432/{database}?sslmode=require"
    return _login(f"{role.replace('_', '-')}-database", role, password), url


def _login(name: str, user: str, password: str) -> dict[str, Any]:
    return _secret(name, {"username": user, "password": password}, kind="kubernetes.io/basic-auth")


def _secret(name: str, data: dict[str, str], kind: str = "Opaque") -> dict[str, Any]:
    labels = {"app.kubernetes.io/part-of": "clientele"}
    metadata = {"name": name, "labels": labels}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": kind, "stringData": data}


def _password() -> str:
    return secrets.token_urlsafe(24)


def main(arguments: list[str]) -> int:
    """The command."""
    if arguments == ["service-keys"]:
        for name, patch in patches().items():
            print(name, json.dumps(patch))
        return 0
    if len(arguments) != 1 or "://" not in arguments[0]:
        print(
            "usage: python -m deploy.kubernetes.secrets smtps://user:password@mail.example", file=sys.stderr
        )
        return 2
    print(json.dumps(made(arguments[0]), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
