"""The tokens of links: made here, kept as their hash, and sealed until they are sent."""

from __future__ import annotations

import hashlib
import secrets

from chassis.security.vault import Vault

#: A text has little room: its token is short, and still not to be guessed.
TOKEN_BYTES = {"email": 32, "sms": 16, "reminder": 32}


def hash_token(token: str) -> str:
    return hashlib.sha256(token.strip().encode()).hexdigest()


def place(invitation_id: str, channel: str) -> str:
    """Where a sealed token belongs."""
    return f"invitation {invitation_id} {channel}"


def new_token(vault: Vault, invitation_id: str, channel: str) -> dict[str, str]:
    """A new token, as a delivery keeps it."""
    token = secrets.token_urlsafe(TOKEN_BYTES[channel])
    return {"token_hash": hash_token(token), "sealed_token": vault.seal(token, place(invitation_id, channel))}
