"""What a request to an endpoint says, signed as Standard Webhooks does: HMAC-SHA256 of id, time and body."""

from __future__ import annotations

import base64
import datetime
import secrets
from dataclasses import dataclass, field

import orjson
from standardwebhooks import Webhook

from chassis.security.vault import Vault
from contracts.connections import CloudEvent
from services.connections.webhooks.allowed_addresses import Network
from services.connections.webhooks.client_certificates import KeyPair

_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Sender:
    """What use cases work with: where secrets are sealed, and networks reached beyond the internet."""

    vault: Vault
    networks: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets that sign, the fixed header, and what proves us to a receiver that demands it."""

    secrets: tuple[str, ...] = field(repr=False)
    header: tuple[str, str] | None = field(default=None, repr=False)
    pair: KeyPair | None = None


def new_secret() -> str:
    """A secret in the form that verifiers of Standard Webhooks take."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def place(endpoint_id: str, practice_id: str, kind: str) -> str:
    """Where a sealed secret belongs: moved to another row or practice it does not open. `kind` is which."""
    return f"webhook endpoint {endpoint_id} of {practice_id}: {kind}"


def headers(keys: Keys, webhook_id: str, body: str, at: datetime.datetime) -> dict[str, str]:
    """The headers of a request: each secret signs."""
    found = {
        "Content-Type": "application/json",
        "User-Agent": "Clientele-Webhooks/1",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(each).sign(webhook_id, at, body) for each in keys.secrets),
    }
    if keys.header is not None:
        found[keys.header[0]] = keys.header[1]
    return found


def body_of(event: CloudEvent) -> str:
    """An event as it is sent."""
    return orjson.dumps(event).decode()
