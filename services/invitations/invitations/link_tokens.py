"""The tokens of links: made here, kept as their hash, and sealed until they are sent."""

from __future__ import annotations

import hashlib
import secrets

from chassis.security.vault import Vault
from services.invitations.invitations.invitation_facts import ChannelName

#: A text has little room: its token is short, and still not to be guessed.
TOKEN_BYTES = {ChannelName.EMAIL: 32, ChannelName.SMS: 16, ChannelName.REMINDER: 32}


def hash_token(token: str) -> str:
    return hashlib.sha256(token.strip().encode()).hexdigest()


def place(invitation_id: str, channel: str) -> str:
    """Where a sealed token belongs."""
    return f"invitation {invitation_id} {channel}"


def new_token(vault: Vault, invitation_id: str, channel: ChannelName) -> dict[str, str]:
    """A new token, as a delivery keeps it."""
    token = secrets.token_urlsafe(TOKEN_BYTES[channel])
    return {"token_hash": hash_token(token), "sealed_token": vault.seal(token, place(invitation_id, channel))}
